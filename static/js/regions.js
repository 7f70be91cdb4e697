// A nudge becomes a new reading of its region, unless somebody is at work in it.
import { isLanding } from './focus.js';
import { isOpen } from './forms.js';
import { announce, gone, hold, isHeld, peek, release, signedOut } from './notice.js';
import { anchor, follows, isRead, whenFollowing } from './reading.js';
import { nudged, on } from './requests.js';
import { tab } from './tab.js';

const LIVE = '[hx-trigger=nudge]';
const FRESH = 10000; // ms for which our own answer stands for our own nudge
const regions = () => [...document.querySelectorAll(LIVE)].filter((region) => region.id);

const changed = new Map(); // region → who changed it, not yet read
const asked = new Map(); // region → who changed it, being read; null: nobody we know of
const forced = new Set(); // regions a person asked to see
const answered = new Map(); // id → when an answer to this tab carried it
const skipped = new WeakMap(); // a swap → what it leaves alone
const silent = new Set(); // regions that are read again for what no word says
const closing = new Set(); // texts that some may no longer read
const writing = new Set(); // our own writes on their way
let ours = []; // nudges of our own writes, come before their answers
let timer;
let stale = false;
let hiddenAt = Date.now();

// ---- whether somebody is at work there; a region within a region speaks for itself

const owns = (region, node) => region !== node && region.contains(node) && node.closest(LIVE) === region;

function hasSelection(region) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return false;
  const range = selection.getRangeAt(0);
  const at = range.commonAncestorContainer;
  const node = at.nodeType === 1 ? at : at.parentElement;
  return region.contains(node) ? node === region || owns(region, node) : range.intersectsNode(region);
}

const hasForm = (region) => (region.matches('form') && isOpen(region))
  || [...region.querySelectorAll('form')].some((form) => owns(region, form) && isOpen(form));

const hasFocus = (region) => !isLanding(document.activeElement)
  && owns(region, document.activeElement) && !follows(region);

const isEdited = (region) => region.matches('[data-editing]'); // the editor hears of changes itself

const isBusy = (region) => isEdited(region) || hasFocus(region) || hasSelection(region) || hasForm(region)
  || (isRead(region) && !closing.has(region.id));

// ---- reading

function read(region, by) {
  asked.set(region.id, by);
  region.dispatchEvent(new Event('nudge')); // it does not bubble: a region speaks for itself
}

function show(region, bar) {
  if (hasForm(region)) return peek(region, bar);
  forced.add(region.id);
  return read(region, null);
}

// The bar comes above what is being written: that must not jump away under the caret.
function wait(region, by) {
  if (isEdited(region)) return;
  const stay = anchor();
  hold(region, by, (bar) => show(region, bar));
  stay();
}

// Outer regions first: their answer carries those within.
function each(wanted, act) {
  const done = [];
  for (const region of regions().filter(wanted)) {
    if (!done.some((outer) => outer.contains(region)) && act(region)) done.push(region);
  }
}

function flush() {
  timer = undefined;
  if (document.hidden) return;
  each(({ id }) => changed.has(id), (region) => {
    const free = !isBusy(region);
    (free ? read : wait)(region, changed.get(region.id));
    return free;
  });
  changed.clear();
}

// No word of it has changed: it may be shown under a reader's eyes, but not under what somebody does.
function quietly(id) {
  const region = document.getElementById(id);
  const free = region && !isEdited(region) && !hasFocus(region) && !hasSelection(region) && !hasForm(region);
  if (free && !document.hidden) (silent.add(id), read(region, null));
}

export function nudge(message) {
  const { region, by } = message;
  if (message.quiet) return quietly(region);
  if (message.closing) {
    closing.add(region);
    setTimeout(() => closing.delete(region), FRESH);
  }
  if (message.tab === tab) {
    if (writing.size) return void ours.push(message);
    if (Date.now() - answered.get(region) < FRESH) return;
  }
  changed.set(region, by);
  timer ??= setTimeout(flush, 100);
}

// Something may have been missed: all is read anew, but for open forms.
export function again() {
  stale = document.hidden;
  if (stale) return;
  each(() => true, (region) => !hasForm(region) && !isEdited(region) && (read(region, null), true));
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (stale || Date.now() - hiddenAt > 60000) again();
  else flush();
});
addEventListener('pageshow', (event) => event.persisted && again());
whenFollowing(() => each((region) => follows(region) && isHeld(region), (region) => (read(region, null), true)));

// ---- htmx

const isWrite = (ctx) => ctx.request && ctx.request.method !== 'GET';

function words(region) {
  const copy = region.cloneNode(true);
  copy.querySelectorAll('[data-notice], [data-here]').forEach((node) => node.remove());
  return copy.textContent.replace(/\s+/g, ' ').trim();
}

const inAnswer = (region, fragment) => fragment.querySelector(`#${CSS.escape(region.id)}`);

// Whether the answer may be put in: not over somebody's work, and not over work within.
function mayShow(region, fragment) {
  const by = asked.get(region.id);
  if (silent.has(region.id) && inAnswer(region, fragment)) {
    if (words(inAnswer(region, fragment)) === words(region)) return true;
  }
  if (!forced.has(region.id) && isBusy(region)) {
    const fresh = inAnswer(region, fragment);
    if (!fresh || words(fresh) !== words(region)) wait(region, by);
    return false;
  }
  const busy = regions().filter((inner) => inner !== region && region.contains(inner) && isBusy(inner));
  if (busy.some((inner) => !inAnswer(inner, fragment))) {
    if (by !== null || forced.has(region.id)) wait(region, by);
    return false;
  }
  for (const inner of busy) if (words(inAnswer(inner, fragment)) !== words(inner)) wait(inner, by);
  return true;
}

// The morph would give an open form a new hidden version, and move what is under the caret.
function protect(ctx, tasks) {
  const source = ctx.request?.form ?? ctx.sourceElement;
  const atWork = [...document.forms].filter(isOpen)
    .concat(nudged(ctx) ? regions().filter((region) => region !== source && isBusy(region)) : [])
    .filter((node) => !node.contains(source) && !node.hasAttribute('hx-morph-skip')
      && tasks.some(({ target }) => target?.contains?.(node)));
  atWork.forEach((node) => node.setAttribute('hx-morph-skip', ''));
  skipped.set(ctx, atWork);
}

const refuse = (ctx, status) => {
  if (status === 403 || status === 404) gone(ctx.sourceElement, hasForm(ctx.sourceElement));
};

on('before:swap', (ctx, event) => {
  const status = ctx.response?.status;
  if (status === 401) {
    event.preventDefault(); // the answer would take the place of what was typed
    signedOut(true);
    return;
  }
  const { tasks } = event.detail;
  if (nudged(ctx)) {
    if (status >= 400 || !tasks.length || !mayShow(ctx.sourceElement, tasks[0].fragment)) {
      event.preventDefault();
      refuse(ctx, status);
      return;
    }
    for (const { fragment } of tasks) {
      fragment.querySelectorAll('[autofocus]').forEach((node) => node.removeAttribute('autofocus'));
    }
    ctx.anchor = anchor();
  }
  protect(ctx, tasks);
});

on('after:swap', (ctx) => {
  if (isWrite(ctx)) for (const [, id] of ctx.text.matchAll(/\sid="([^"]+)"/g)) answered.set(id, Date.now());
  if (!nudged(ctx)) return;
  const region = ctx.sourceElement;
  ctx.anchor();
  release(region);
  if (asked.get(region.id)) announce(region.dataset.announce);
  if (forced.has(region.id)) {
    region.tabIndex = -1;
    region.focus({ preventScroll: true });
  }
});

on('finally:swap', (ctx) => skipped.get(ctx)?.forEach((node) => node.removeAttribute('hx-morph-skip')));

on('before:request', (ctx) => { if (isWrite(ctx)) writing.add(ctx); });
on('finally:request', (ctx) => {
  if (nudged(ctx)) [forced, silent].forEach((set) => set.delete(ctx.sourceElement.id));
  if (!writing.delete(ctx) || writing.size) return;
  const waited = ours;
  ours = [];
  waited.forEach(nudge);
});
