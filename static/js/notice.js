// What a person is told beside their work: a bar on a region, an announcement, a lost session.
// The words come from templates/shared/_live.html, in the reader's language.
import { say, unsay } from './say.js';

const by = (id) => document.getElementById(id);
const template = by('changed-notice');
const INSIDE = 'section, article, div, main, aside, form, li, td, fieldset';
const NOT_IN_A_COPY = 'script, template, button, input, select, textarea, dialog, [hidden]';
const NOT_ON_A_COPY = /^(id|name|for|hx-.*|data-.*|aria-(labelledby|describedby|controls))$/;

export function announce(words) {
  const announcer = by('announcer');
  if (announcer && words) announcer.textContent = words;
}

const bars = (region) => document.querySelectorAll(`[data-notice="${CSS.escape(region.id)}"]`);
export const isHeld = (region) => bars(region).length > 0;
export const release = (region) => bars(region).forEach((bar) => bar.remove());

function put(region, words) {
  release(region);
  const bar = template.content.firstElementChild.cloneNode(true);
  bar.dataset.notice = region.id;
  bar.querySelector('[data-words]').textContent = words;
  if (region.matches(INSIDE)) (region.querySelector(':scope > [data-bar]') ?? region).prepend(bar);
  else (region.closest('table') ?? region).before(bar);
  announce(words);
  return bar;
}

// Says that the region has changed, and leaves it as it is until the person asks to see it. Of a text
// it is said once, not at every word that is written there.
export function hold(region, name, show) {
  const { by: words, updated, someone } = template.dataset;
  const isText = region.matches('[data-text]');
  const said = name ? (isText ? updated : words).replace('{name}', () => name) : someone;
  const [before] = isText ? bars(region) : [];
  if (before) {
    if (name) before.querySelector('[data-words]').textContent = said;
    return;
  }
  const bar = put(region, said);
  bar.querySelector('[data-show]').addEventListener('click', () => show(bar));
}

// The region's thing is gone; what is being written in it stays.
export function gone(region, keep) {
  if (!keep) region.replaceChildren();
  put(region, template.dataset.gone).querySelector('[data-show]').parentElement.remove();
}

// What it says now, to read beside an open form: a copy that can't be acted on.
export async function peek(region, bar) {
  const headers = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' };
  const answer = await fetch(region.getAttribute('hx-get'), { headers });
  if (!answer.ok) return;
  const { body } = new DOMParser().parseFromString(await answer.text(), 'text/html');
  body.querySelectorAll(NOT_IN_A_COPY).forEach((node) => node.remove());
  for (const node of body.querySelectorAll('*')) {
    for (const { name } of [...node.attributes]) if (NOT_ON_A_COPY.test(name)) node.removeAttribute(name);
  }
  bar.querySelector('[data-latest]').replaceChildren(...body.childNodes);
}

// A dialog would take the keys of somebody who is writing: they read it beside their text.
export function signedOut(yes) {
  if (!yes) unsay('signed-out');
  else if (by('say-signed-out') && document.querySelector('[data-editing]')) {
    if (!document.querySelector('[data-say=signed-out]')) say('signed-out');
    return;
  }
  const dialog = by('signed-out');
  if (yes && dialog && !dialog.open) dialog.showModal();
  else if (!yes && dialog?.open) dialog.close();
}

export function away(yes) {
  const bar = by('away');
  if (bar && bar.hidden === yes) bar.hidden = !yes;
}
