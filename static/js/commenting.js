// Commenting has a bundle of its own. It comes when somebody first touches a page that has comments.
const FIRST = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'scroll', 'tandem:comment'];
let script;

function load(event) {
  const place = document.getElementById('commenting');
  if (script || !place) return;
  script = import(place.dataset.script);
  // What was meant for it and came too early.
  script.then(({ onKey, write }) => {
    if (event.type === 'keydown') onKey(event);
    const link = event.type === 'click' && event.target.closest?.('[data-comment-on]');
    if (link) write(link);
    if (event.type === 'tandem:comment') document.dispatchEvent(new CustomEvent(event.type, { detail: event.detail }));
  }, (error) => console.warn('comments', error)); // its links and forms work without it
}

for (const name of FIRST) document.addEventListener(name, load, { once: false, passive: true });
