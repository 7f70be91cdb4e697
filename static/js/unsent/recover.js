// Words that another tab or an earlier page could not send: sent when it is possible again, and told.
import { say, unsay } from '../say.js';
import { within } from '../send.js';
import { tab } from '../tab.js';
import { post } from './post.js';
import * as unsent from './store.js';

const AGAIN = 30000;
const PATIENCE = 10000; // ms
const QUIET = 60000; // ms: without Web Locks, older rows belong to nobody who is here
const template = () => document.getElementById('say-unsent');
let running = false;
let timer;
const later = () => { timer = setTimeout(recover, AGAIN); };

// What is said of such words.
export async function bring() {
  if (template()) return;
  const html = await within(PATIENCE, async (signal) => {
    const answer = await fetch('/documents/words', { signal });
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  });
  if (!template()) document.body.insertAdjacentHTML('beforeend', html);
}

// A tab that may hold unsent words is known to be alive by its lock.
export const lockOf = (name) => `tandem-tab-${name}`;

function whileNobodyHolds(name, at, act) {
  if (!navigator.locks) return Date.now() - at > QUIET ? act() : undefined;
  return navigator.locks.request(lockOf(name), { ifAvailable: true }, (lock) => lock && act());
}

export async function recover() {
  clearTimeout(timer);
  if (running || !document.body.dataset.person) return;
  running = true;
  try {
    const left = (await unsent.rows()).filter((row) => row.bytes && row.tab !== tab && !row.refused);
    if (left.length) await bring();
    for (const rows of grouped(left)) await whileNobodyHolds(rows[0].tab, rows.at(-1).at, () => send(rows));
  } catch (error) {
    console.warn('unsent', error);
    later();
  } finally {
    running = false;
  }
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) {
    const name = `${row.document} ${row.tab}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups.values();
}

const words = (name, row) => template().dataset[name].replace('{title}', () => row.title);

async function send(rows) {
  for (const row of rows) {
    let told = await post(row);
    if (told.gap) told = await heal(rows);
    if (told.refused) return refuse(rows, told);
    if (!('seq' in told)) return wait(row);
    await unsent.drop(row);
  }
  unsay('unsent');
  say('sent', { sentence: words('sent', rows[0]) });
}

function wait(row) {
  say('unsent', { sentence: words('waiting', row) });
  later();
}

const editor = () => import(document.body.dataset.editor);

// The text moved on without what these words build on: send all that it lacks.
async function heal(rows) {
  try {
    const { healed } = await editor();
    return await post({ ...rows.at(-1), n: rows.at(-1).n + 1, bytes: await healed(rows) }, { resync: true });
  } catch {
    return { later: 0 };
  }
}

// For good: the words stay here until the person has them.
async function refuse(rows, { sentence }) {
  const { wordsOf } = await editor();
  keepWords(rows[0].title, wordsOf(rows.map((row) => row.bytes)), sentence, () => rows.forEach(unsent.drop));
}

export function keepWords(title, text, sentence, discard) {
  say('refused-words', { sentence: [template().dataset.refused.replace('{title}', () => title), sentence].filter(Boolean).join(' ') });
  const notice = document.querySelector('[data-say="refused-words"]');
  notice.querySelector('[data-kept]').value = text;
  notice.querySelector('[data-copy]').onclick = () => copy(notice.querySelector('[data-kept]'), notice.querySelector('[data-done]'));
  notice.querySelector('[data-download]').onclick = () => download(title, text);
  notice.querySelector('[data-discard]').onclick = () => (discard(), notice.remove());
}

async function copy(field, done) {
  field.select();
  await navigator.clipboard?.writeText(field.value).catch(() => document.execCommand('copy'));
  done.hidden = false;
}

function download(title, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = `${title.replace(/[^\p{L}\p{N} -]/gu, '')}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

document.addEventListener('live:live', recover);
addEventListener('online', recover);
document.addEventListener('visibilitychange', () => document.hidden || recover());
recover();
