// Commenting has a bundle of its own. It comes when somebody first touches a page that has comments.
const FIRST = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'scroll'];
let script;

function load() {
  const place = document.getElementById('commenting');
  if (place) script ??= import(place.dataset.script).catch((error) => console.warn('comments', error)); // links and forms work without it
  return script;
}

// The key that brought it was meant for it, too.
const first = (event) => {
  if (!script && event.type === 'keydown') load()?.then((comments) => comments?.onKey(event));
  else load();
};
for (const name of FIRST) document.addEventListener(name, first, { passive: true });

// The editor says which words are chosen in it.
document.addEventListener('tandem:comment', ({ detail }) => load()?.then((comments) => comments?.onWords(detail)));
