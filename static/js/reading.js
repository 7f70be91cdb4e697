// Reading along. A text under somebody's eyes stays as it is until they ask for what is new, or have
// asked for good: *Follow live*, remembered for the tab.
const KEY = 'follow-live';
const BLOCKS = '[data-text] > .prose :is(p, li, h1, h2, h3, h4, h5, h6, td, th, pre)';

const following = () => sessionStorage.getItem(KEY) === 'yes';
const isText = (region) => region.matches('[data-text]');
export const follows = (region) => isText(region) && following();

export function isRead(region) {
  if (!isText(region) || following()) return false;
  const { top, bottom } = region.querySelector(':scope > .prose')?.getBoundingClientRect() ?? {};
  return bottom > 0 && top < innerHeight;
}

const textOf = (block) => block.closest('[data-text]').id;
const blocks = () => [...document.querySelectorAll(BLOCKS)].filter((block) => block.textContent.trim());

// The blocks in view with their place in their text, those in the middle of the page first.
function inView() {
  const far = ({ top, bottom }) => Math.abs((top + bottom) / 2 - innerHeight / 2);
  return blocks()
    .map((block, index) => ({ index, text: textOf(block), words: block.textContent, rect: block.getBoundingClientRect() }))
    .filter(({ rect: { top, bottom } }) => bottom > 0 && top < innerHeight && bottom > top)
    .sort((a, b) => far(a.rect) - far(b.rect));
}

// Found again by its words: the morph gives an element the words of its neighbour.
function movedBy(seen) {
  const now = blocks().map((block, index) => ({ block, index }));
  for (const { index, text, words, rect } of seen) {
    const same = now.filter(({ block }) => block.textContent === words && textOf(block) === text)
      .sort((a, b) => Math.abs(a.index - index) - Math.abs(b.index - index));
    if (same.length) return same[0].block.getBoundingClientRect().top - rect.top;
  }
  return undefined;
}

// What the person looks at stays where it is, also where the browser doesn't see to it itself.
export function anchor() {
  const seen = inView();
  const node = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const top = node?.getBoundingClientRect().top;
  const beside = () => (node?.isConnected && scrollY ? node.getBoundingClientRect().top - top : 0);
  return () => {
    const moved = movedBy(seen) ?? beside();
    if (moved) scrollBy({ top: moved, behavior: 'instant' });
  };
}

const mark = () => document.querySelectorAll('[data-follow]').forEach((button) => button.setAttribute('aria-pressed', following()));

// act() when somebody begins to follow
export function whenFollowing(act) {
  document.addEventListener('click', ({ target }) => {
    if (!target.closest?.('[data-follow]')) return;
    sessionStorage.setItem(KEY, following() ? '' : 'yes');
    mark();
    if (following()) act();
  });
}

document.addEventListener('htmx:after:swap', mark);
mark();
