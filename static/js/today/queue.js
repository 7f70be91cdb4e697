// What was made here and is not at the server yet: kept in this browser, sent in order, each once (its
// form's `once` goes with it). What is refused is kept, too, until the person has it.
import { renew, within } from '../send.js';
import * as unsent from '../unsent/store.js';

const TEXT = 'today'; // what these rows are of, among what this browser has not sent
const MOST = 20 * 1024 * 1024; // bytes of photographs that wait
const PATIENCE = 60000;
const list = document.getElementById('today-queue');
const words = list.dataset;
const person = Number(document.body.dataset.person);

// In the order in which they were made, whichever tab that was.
const rows = async () => (await unsent.rows(TEXT)).sort((a, b) => a.at - b.at);

const sizeOf = (row) => row.fields.reduce((sum, [, value]) => sum + (value.size ?? 0), 0);
const fresh = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(12)))).replace(/\W/g, 'x');

function told(form, fields) {
  if (form.dataset.queued === 'note') return fields.find(([name]) => name === 'text')?.[1] ?? '';
  return form.dataset.queued === 'photo' ? words.photo : words.ticks;
}

export async function enqueue(form) {
  // A page that was kept has the same `once` each time it opens: each entry gets its own.
  const fields = [...new FormData(form)].filter(([name]) => name !== 'csrf_token' && name !== 'once');
  fields.push(['once', fresh()]);
  const empty = form.dataset.queued === 'note' ? !told(form, fields).trim() : fields.some(([, value]) => value instanceof File && !value.size);
  if (empty) return form.querySelector('textarea, input[type=file]').focus();
  const row = { person, document: TEXT, tab: fresh(), n: 1, changes: 1, url: form.action, fields, words: told(form, fields), at: Date.now() };
  const waiting = (await rows()).reduce((sum, one) => sum + sizeOf(one), 0);
  if (waiting + sizeOf(row) > MOST) return say(words.full);
  await unsent.put(row);
  settle(form);
  await drain();
}

// The form is ready for the next one; what was ticked is what was seen.
function settle(form) {
  if (form.dataset.queued !== 'ticks') {
    form.reset();
    form.querySelector('textarea')?.dispatchEvent(new Event('input', { bubbles: true })); // no draft is left
    return;
  }
  for (const tick of form.querySelectorAll('[type=checkbox]')) {
    form.elements[tick.name.replace('present', 'seen')].value = tick.checked ? '1' : '0';
  }
}

let offline = !navigator.onLine;
let draining = false;
export async function drain() {
  if (draining || !person) return;
  draining = true;
  try {
    const go = () => sendAll();
    await (navigator.locks ? navigator.locks.request('tandem-today', { ifAvailable: true }, (lock) => lock && go()) : go());
  } finally {
    draining = false;
  }
}

async function sendAll() {
  const before = (await rows()).length;
  let out = false;
  for (const row of await rows()) {
    if (row.refused !== undefined) continue;
    const outcome = await post(row);
    if (outcome === 'out') out = true;
    if (outcome === 'out' || outcome === 'later') break;
    offline = false;
    if (outcome === 'sent') await unsent.drop(row);
    else await unsent.put({ ...row, refused: outcome.refused });
  }
  const left = await rows();
  show(left, out);
  if (before && !left.length) say(words.sent);
}

async function post(row) {
  const body = new FormData();
  for (const [name, value] of row.fields) body.append(name, value);
  const { 'X-CSRFToken': token } = JSON.parse(document.body.getAttribute('hx-headers:inherited'));
  const headers = { 'X-CSRFToken': token, 'HX-Request': 'true', 'HX-Request-Type': 'partial' };
  return within(PATIENCE, (signal) => outcome(row, { method: 'POST', body, headers, signal })).catch(() => 'later');
}

async function outcome(row, request) {
  let answer = await fetch(row.url, request);
  if (answer.headers.get('X-Csrf') === 'stale') {
    const renewed = await renew(request);
    if (renewed === 'out') return 'out';
    if (renewed) answer = await fetch(row.url, request);
  }
  if (answer.status === 401) return 'out';
  if (answer.ok) return 'sent';
  if (answer.status >= 500 || answer.status === 429 || answer.status === 400) return 'later';
  return { refused: sentence(await answer.text()) };
}

function sentence(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  return page.querySelector('.field__error, .problem__title, h1')?.textContent.trim() ?? '';
}

const part = (name, text) => Object.assign(document.createElement(name), { textContent: text });

function say(text) {
  list.hidden = false;
  list.replaceChildren(part('p', text));
}

// Not sent (2), with what it is, and a way to take it elsewhere.
function show(left, out) {
  list.replaceChildren();
  list.hidden = !left.length && !offline;
  if (offline) list.append(part('p', words.offline));
  if (out) list.append(part('p', words.out));
  if (!left.length) return;
  list.append(Object.assign(part('h2', `${words.unsent} (${left.length})`)));
  const shown = document.createElement('ul');
  shown.className = 'list-group';
  for (const row of left) shown.append(entry(row));
  list.append(shown);
}

function entry(row) {
  const line = Object.assign(part('li', row.words), { className: 'list-group-item' });
  if (row.refused !== undefined) line.append(part('p', `${words.refused} ${row.refused}`));
  const acts = Object.assign(document.createElement('div'), { className: 'actions' });
  acts.append(save(row));
  if (row.refused !== undefined) acts.append(button(words.drop, async () => { await unsent.drop(row); show(await rows(), false); }));
  line.append(acts);
  return line;
}

const button = (label, onclick) => Object.assign(part('button', label), { type: 'button', className: 'btn btn-link', onclick });

function save(row) {
  const file = row.fields.find(([, value]) => value instanceof Blob)?.[1];
  if (!file) return button(words.copy, () => navigator.clipboard?.writeText(row.words));
  return button(words.save, () => {
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: file.name || 'photo' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

// The server does not answer, whatever the browser thinks of its network.
export async function lost() {
  offline = true;
  show(await rows(), false);
}

addEventListener('online', () => { offline = false; });
rows().then((left) => (left.length || offline) && show(left, false));
addEventListener('offline', lost);
