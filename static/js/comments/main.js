// Commenting in a page: on words that are chosen, on a paragraph by its button, with Ctrl+Alt+M; and the
// way between a passage and its thread. Loaded when somebody touches a text, not before.
import { chosen } from './words.js';

const TEXT = '[data-text] > .prose';
const BLOCKS = ':is(p, h1, h2, h3, h4, h5, h6, pre, label)';
const by = (id) => document.getElementById(id);
const words = () => by('commenting')?.dataset ?? {};
const textOf = (node) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest('[data-text], [data-editing]');
const adder = (id) => document.querySelector(`#${id}-threads [data-comment-on]`);
const opener = (text) => text && adder(text.dataset.talk ?? text.id); // two views of one text have one
const quiet = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';

// ---- the form

function fill(form, { quote, before, after, nth }, suggest) {
  for (const [name, value] of Object.entries({ quote, before, after, nth })) {
    if (value !== undefined) form.elements[name].value = value;
  }
  const copy = form.querySelector('[data-takes-quote]');
  if (copy && !copy.value) copy.value = quote ?? '';
  if (suggest && !form.elements.replacement.value) form.elements.replacement.value = quote ?? '';
  const said = copy ?? form.elements.words ?? form.elements.q;
  const first = suggest ? form.elements.replacement : quote === undefined ? form.elements.quote : said;
  form.elements.quote.dispatchEvent(new Event('input', { bubbles: true }));
  first.focus();
  by('commenting').scrollIntoView({ block: 'nearest' });
}

export async function write(link, about = {}, suggest = false) {
  hide();
  const url = link.getAttribute('href') + (suggest ? '?suggest=1' : '');
  await window.htmx.ajax('GET', url, { target: '#commenting', swap: 'outerHTML' });
  const form = by('commenting')?.querySelector('form');
  if (form) fill(form, about, suggest);
}

function close() {
  const place = by('commenting');
  if (!place) return;
  place.hidden = true;
  place.replaceChildren();
}

// ---- words that are chosen

const bubble = document.createElement('div');
bubble.className = 'choosing';
bubble.hidden = true;
let about = null;

function hide() {
  bubble.hidden = true;
}

function button(label, link, suggest) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'btn btn-secondary btn-sm';
  made.textContent = label;
  made.addEventListener('pointerdown', (event) => event.preventDefault()); // the words stay chosen
  made.addEventListener('click', () => about && write(link, about.words, suggest));
  return made;
}

// What else can be made of words of this text: a lesson, a citation. The page has a link for each.
const acts = (text) => [...document.querySelectorAll(`[data-words-for="${text?.dataset.talk ?? text?.id}"]`)];
const label = (link) => link.firstChild.textContent.trim();

// What is chosen now, in a text that one may comment on.
function choice() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const prose = textOf(range.startContainer)?.querySelector(':scope > .prose');
  const link = opener(textOf(range.startContainer));
  if (!prose || !link || !prose.contains(range.startContainer) || !range.intersectsNode(prose)) return null;
  if (!prose.contains(range.endContainer)) range.setEndAfter(prose.lastChild);
  const words = chosen(prose, range);
  return words && { link, words, text: prose.parentElement, rect: range.getBoundingClientRect() };
}

// The words for an act: those in the form that is open, those that are chosen, or none.
function chosenIn(text) {
  const { quote, before, after, nth } = by('commenting').querySelector('form')?.elements ?? {};
  if (quote?.value) return { quote: quote.value, before: before.value, after: after.value, nth: nth.value };
  return about && (about.text.dataset.talk ?? about.text.id) === text ? about.words : {};
}

function look() {
  about = choice();
  if (!about) return hide();
  const more = acts(about.text).map((link) => button(label(link), link, false));
  bubble.replaceChildren(button(words().comment, about.link, false), button(words().suggest, about.link, true), ...more);
  if (!bubble.isConnected) document.body.append(bubble);
  bubble.hidden = false;
  const { left, right, bottom } = about.rect;
  const middle = (left + right - bubble.offsetWidth) / 2;
  bubble.style.left = `${Math.max(8, Math.min(middle, innerWidth - bubble.offsetWidth - 8)) + scrollX}px`;
  bubble.style.top = `${bottom + 8 + scrollY}px`;
}

let looking;
document.addEventListener('selectionchange', () => {
  clearTimeout(looking);
  looking = setTimeout(look, 250);
});

// ---- a paragraph's button, for fingers

function buttons() {
  for (const prose of document.querySelectorAll(TEXT)) {
    if (!opener(prose.parentElement)) continue;
    for (const block of prose.querySelectorAll(BLOCKS)) {
      if (block.querySelector(':scope > .comment-here, p') || !block.textContent.trim()) continue;
      block.dataset.block = '';
      const made = document.createElement('button');
      made.type = 'button';
      made.className = 'comment-here';
      made.tabIndex = -1; // by keyboard: Ctrl+Alt+M, or the button above the comments
      made.setAttribute('aria-label', `${words().comment}: ${block.textContent.trim().slice(0, 60)}`);
      block.append(made);
    }
  }
}

function onBlock(block) {
  const range = document.createRange();
  range.selectNodeContents(block);
  const prose = block.closest(TEXT);
  return write(opener(prose.parentElement), chosen(prose, range) ?? {});
}

// ---- between a passage and its thread

function show(node) {
  document.querySelectorAll('.is-shown').forEach((one) => one.classList.remove('is-shown'));
  if (!node) return;
  for (let at = node.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
  node.classList.add('is-shown');
  node.scrollIntoView({ block: 'center', behavior: quiet });
}

function toThread(key) {
  const thread = document.querySelector(`[data-about="${CSS.escape(key)}"]`);
  show(thread);
  thread?.focus({ preventScroll: true });
}

function toPassage(key) {
  const mark = document.querySelector(`:is([data-text], [data-editing]) [data-passage="${CSS.escape(key)}"]`);
  show(mark);
  if (!mark) return;
  mark.tabIndex = -1;
  mark.focus({ preventScroll: true });
}

document.addEventListener('click', (event) => {
  const at = (selector) => event.target.closest?.(selector);
  const link = at('[data-show-passage]');
  if (link) return event.preventDefault(), toPassage(link.dataset.showPassage);
  const add = at('[data-comment-on]');
  if (add) return event.preventDefault(), write(add);
  const act = at('[data-words-for]');
  if (act && by('commenting')) return event.preventDefault(), write(act, chosenIn(act.dataset.wordsFor));
  const reuse = at('[data-reuse]');
  if (reuse) {
    const field = by('commenting').querySelector('[name=words]');
    field.value = [field.value, reuse.dataset.reuse].filter(Boolean).join('\n');
    return field.focus();
  }
  if (at('[data-close-comment]')) return event.preventDefault(), close();
  const here = at('.comment-here');
  if (here) return onBlock(here.parentElement);
  const mark = at('mark[data-passage]');
  if (mark && getSelection().isCollapsed) toThread(mark.dataset.passage);
});

// ---- keys: Ctrl+Alt+M comments on what is chosen, else on the text that has the focus, else on the first

export function onKey(event) {
  if (!(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== 'KeyM') return;
  if (event.target.closest?.('[data-editing]')) return; // the editor says what is chosen in it
  event.preventDefault();
  const found = choice();
  if (found) return write(found.link, found.words);
  const link = opener(textOf(document.activeElement)) ?? document.querySelector('[data-comment-on]');
  if (link) write(link);
}

document.addEventListener('keydown', (event) => {
  onKey(event);
  if (event.key === 'Escape' && event.target.closest?.('[data-commenting]')) close();
});

// The editor's own choice.
export function onWords({ document: text, words: chosenWords }) {
  const link = adder(`document-${text}`);
  if (link) write(link, chosenWords); // the form offers what else can be made of them
}

document.addEventListener('htmx:after:swap', () => {
  buttons();
  const fresh = document.querySelector('.thread--new:not([data-seen])');
  if (!fresh) return;
  fresh.dataset.seen = '';
  fresh.scrollIntoView({ block: 'nearest' });
  fresh.focus({ preventScroll: true });
});

buttons();
look(); // words may have been chosen before this came
