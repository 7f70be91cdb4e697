// A browser without a screen: what its pages share (cookies, locks, IndexedDB), and a page's globals.
import { createRequire } from 'node:module';
import * as Y from 'yjs';

const FASTER = 10; // the product's seconds, in a hurry

const low = (keys, range) => keys.filter((key) => range.every((part, i) => key[i] === part));

// Of `idb` what store.js uses: one table, in the order of its keys, that survives its pages.
class Database {
  constructor() { this.rows = new Map(); }
  key({ person, document, tab, n }) { return JSON.stringify([person, document, tab, n]); }
  sorted() {
    return [...this.rows.values()].sort((a, b) => (a.tab === b.tab ? a.n - b.n : a.tab < b.tab ? -1 : 1));
  }
  transaction() {
    const { rows } = this;
    const drop = (key) => (key.range ? low([...rows.keys()].map((k) => JSON.parse(k)), key.range).forEach((k) => rows.delete(JSON.stringify(k))) : rows.delete(JSON.stringify(key)));
    return { store: { put: (row) => rows.set(this.key(row), { ...row }), delete: drop }, done: Promise.resolve() };
  }
  async getAll(_name, { range }) {
    return this.sorted().filter(({ person, document }) => range.every((part, i) => [person, document][i] === part)).map((row) => ({ ...row }));
  }
}

// Held by pages: what a page held is free when it dies.
class Locks {
  constructor() { this.held = new Map(); }
  of(page) { return { request: (name, options, act = options) => this.request(page, name, options, act) }; }
  async request(page, name, options, act) {
    if (this.held.has(name) && options.ifAvailable) return act(null);
    while (this.held.has(name)) await this.held.get(name).freed;
    const lock = { page };
    lock.freed = new Promise((resolve) => { lock.free = resolve; });
    this.held.set(name, lock);
    try { return await act({ name }); } finally { this.give(name, lock); }
  }
  give(name, lock) {
    if (this.held.get(name) === lock) this.held.delete(name);
    lock.free();
  }
  dies(page) {
    for (const [name, lock] of this.held) if (lock.page === page) this.give(name, lock);
  }
}

export class Browser {
  constructor({ person, cookie, url, pages, forbids = false }) {
    Object.assign(this, { person, url, pages, forbids, jar: new Map([['tandem', cookie]]), database: new Database(), locks: new Locks() });
  }
}

// The globals of a page; `stop()` is what a crash does: nothing of it runs any more.
export function globalsOf(browser, wire) {
  const timers = new Set();
  let dead = false;
  const keep = (timer) => (timers.add(timer), timer);
  const document = Object.assign(new EventTarget(), {
    hidden: false,
    said: [],
    body: { dataset: { person: String(browser.person), editor: 'words' }, csrf: '{"X-CSRFToken": "none yet"}', getAttribute() { return this.csrf; }, setAttribute(_name, value) { this.csrf = value; } },
    getElementById: () => ({ dataset: { sent: 'sent {title}', waiting: 'waiting {title}', refused: 'refused {title}' } }),
    querySelector: () => ({ querySelector: () => ({}), remove() {} }),
    querySelectorAll: () => [],
  });
  const window = new EventTarget();
  const never = new Promise(() => {});
  const globals = {
    document, window, performance,
    navigator: { locks: browser.locks.of(wire) },
    addEventListener: window.addEventListener.bind(window),
    setTimeout: (act, ms) => keep(setTimeout(() => dead || act(), ms / FASTER)),
    setInterval: (act, ms) => keep(setInterval(() => dead || act(), ms / FASTER)),
    clearTimeout, clearInterval,
    IDBKeyRange: { bound: (range) => ({ range }) },
    fetch: (...asked) => (dead ? never : wire.fetch(...asked).then((answer) => (dead ? never : answer), (error) => (dead ? never : Promise.reject(error)))),
  };
  return { globals, stop: () => { dead = true; timers.forEach(clearTimeout); wire.cut(); browser.locks.dies(wire); } };
}

function openDB({ forbids, database }) {
  if (forbids) throw new Error('SecurityError: IndexedDB is forbidden here');
  return Promise.resolve(database);
}

export function load(code, browser, globals) {
  const module = { exports: {} };
  const modules = { yjs: Y, idb: { openDB: () => openDB(browser) } };
  const require = (name) => (name === 'words' ? module.exports : modules[name] ?? createRequire(import.meta.url)(name));
  new Function('require', 'module', 'exports', ...Object.keys(globals), code)(require, module, module.exports, ...Object.values(globals));
  return module.exports;
}
