// What a page has of its own (comments, an agenda that is planned) has a bundle of its own. It comes
// when somebody comes near to what it is for, not with the page.
const NEAR = '[data-script], [data-text], .talk';
const HELD = 'mark, [data-comment-on], [data-words-for], [data-show-passage], [data-reuse]';
const scripts = {};
let script;
let ready = false;

function load() {
  for (const { id, dataset: { script: url } } of document.querySelectorAll('[data-script]')) {
    scripts[url] ??= import(url).catch((error) => console.warn(url, error)); // links and forms work without it
    if (id === 'commenting') script ??= scripts[url].then((comments) => ((ready = true), comments));
  }
  return script;
}

const near = ({ target }) => target.closest?.(NEAR) && load();
document.addEventListener('pointerover', near);
document.addEventListener('touchstart', load, { passive: true }); // fingers see a button at each paragraph
document.addEventListener('selectionchange', () => getSelection().isCollapsed || load());

// What was pressed before it came was meant for it, too.
document.addEventListener('keydown', (event) => {
  if (event.altKey && !ready) load()?.then((comments) => comments?.onKey(event));
  else near(event);
});
document.addEventListener('click', (event) => {
  const coming = !ready && event.target.closest?.(HELD) && load();
  if (!coming) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  coming.then(() => event.target.click()); // where it could not come, a link leads to its page
}, true);

// The editor says which words are chosen in it.
document.addEventListener('tandem:comment', ({ detail }) => load()?.then((comments) => comments?.onWords(detail)));
