// Now, next, over: told from the instants on the items, so that a page that was opened long ago is right.
const words = document.getElementById('today-queue').dataset;
const tone = { now: 'good', next: 'info', over: 'neutral' };

export function tell() {
  const at = Date.now();
  let next = false;
  for (const item of document.querySelectorAll('[data-begins]')) {
    const begins = Date.parse(item.dataset.begins);
    let state = begins > at ? '' : Date.parse(item.dataset.ends) > at ? 'now' : 'over';
    if (!state && !next) state = 'next';
    next ||= state === 'next';
    const place = item.querySelector('[data-when]');
    if (place.dataset.when === state) continue;
    place.dataset.when = state;
    place.replaceChildren();
    if (!state) continue;
    const tag = document.createElement('span');
    tag.className = `tag tag--${tone[state]}`;
    tag.textContent = words[state];
    place.append(tag);
  }
}
