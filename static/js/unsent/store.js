// What the server has not yet got, kept in this browser for one person: a row is an update of a text.
// A row: person, document, tab, n (its number in that tab), bytes, changes, title, at. The day's page
// (today/queue.js) keeps forms here as those of a text called `today`, without bytes.
import { openDB } from 'idb';

const NAME = 'tandem';
const ROWS = 'unsent';
const person = Number(document.body.dataset.person);
const spare = new Map(); // where a browser forbids IndexedDB, the page is all there is
const key = ({ person: who, document: text, tab, n }) => [who, text, tab, n];
const range = (...low) => IDBKeyRange.bound(low, [...low, []]); // an array sorts after every other key

let opening = null;

// Async, because some browsers that forbid it throw at once.
const open = async () => openDB(NAME, 1, {
  upgrade: (db) => db.createObjectStore(ROWS, { keyPath: ['person', 'document', 'tab', 'n'] }),
  terminated: () => { opening = null; },
});

function database() {
  opening ??= open().catch(() => null);
  return opening;
}

let acts = [];
let writing = null;

// Acts on the rows, in order; a fast writer's together. Resolves once they are kept.
export function write(act) {
  if (act) acts.push(act);
  writing ??= keep().finally(() => { writing = null; });
  return writing;
}

async function keep() {
  const db = await database();
  while (acts.length) {
    const some = acts.splice(0);
    try {
      const tx = db.transaction(ROWS, 'readwrite');
      for (const act of some) act(tx.store);
      await tx.done;
    } catch {
      // A disk that is full or forbidden: what could not be kept is still in the page, and on its way.
    }
  }
}

export function put(row) {
  spare.set(String(key(row)), row);
  return write((rows) => rows.put(row));
}

// Several rows become one, in one step: a crash finds either them or it.
export function seal(olds, row) {
  for (const old of olds) spare.delete(String(key(old)));
  spare.set(String(key(row)), row);
  return write((rows) => {
    for (const old of olds) rows.delete(key(old));
    rows.put(row);
  });
}

export function drop(row) {
  spare.delete(String(key(row)));
  return write((rows) => rows.delete(key(row)));
}

// This person's rows, of one text or of all, each tab's in the order they were written.
export async function rows(text) {
  const db = await database();
  const mine = text === undefined ? range(person) : range(person, text);
  const kept = await db?.getAll(ROWS, mine).catch(() => null);
  if (kept) return kept;
  return [...spare.values()].filter((row) => text === undefined || row.document === text);
}

export async function count() {
  return (await rows()).reduce((sum, row) => sum + row.changes, 0);
}

export function forget() {
  spare.clear();
  return write((kept) => kept.delete(range(person)));
}
