// What a page has of its own (comments, an agenda that is planned) has a bundle of its own. It comes
// when somebody first touches the page.
const FIRST = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'scroll'];
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

// The keys that came before it were meant for it, too: Ctrl alone is the first of three.
const first = (event) => {
  if (!ready && event.type === 'keydown') load()?.then((comments) => comments?.onKey(event));
  else load();
};
for (const name of FIRST) document.addEventListener(name, first, { passive: true });

// The editor says which words are chosen in it.
document.addEventListener('tandem:comment', ({ detail }) => load()?.then((comments) => comments?.onWords(detail)));
