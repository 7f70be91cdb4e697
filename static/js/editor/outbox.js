// What was typed here, on its way: one POST at a time, each kept in the browser until the server
// has it. Always true: saved, saving, or so many changes not sent.
import * as Y from 'yjs';

const TOGETHER = 50; // updates merged into one; more at once would be slow
const BYTES = 200 * 1024;
const APART = 40; // ms between two posts: a fast writer is not a flood
const SLOW = 4000; // ms on its way: then it is honest to say that it is not sent
const FIRST = 1000;
const LONGEST = 30000;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Outbox {
  constructor({ text, title, doc, host, changed, stored, refused }) {
    Object.assign(this, { text, title, doc, host, changed, stored, refused });
    Object.assign(this, { waiting: [], n: 0, tries: 0, state: 'saved', idle: Promise.resolve(), ended: false });
  }

  add(bytes) {
    const { person, tab, unsent } = this.host;
    const row = { person, tab, document: this.text, title: this.title, n: (this.n += 1), bytes, changes: 1, at: Date.now() };
    this.waiting.push(row);
    unsent.put(row);
    this.show();
    this.wake();
  }

  get left() {
    return this.waiting.reduce((sum, { changes }) => sum + changes, 0);
  }

  show() {
    const state = !this.left ? 'saved' : this.tries || this.slow || this.ended ? 'unsent' : 'saving';
    this.changed(state, this.left);
  }

  // Tries now: at a change, and whenever the connection, the session or the screen comes back.
  wake() {
    this.hurry?.();
    if (!this.running && !this.ended) this.running = this.run().finally(() => { this.running = null; });
    return this.running;
  }

  async run() {
    while (this.waiting.length && !this.ended) {
      const row = await this.sealed();
      const told = await this.sent(row);
      if (this.ended) return;
      if ('seq' in told) await this.acknowledged(row, told.seq);
      else if (told.gap) await this.resync(told.gap);
      else if (told.refused) return this.end(told);
      else await this.later(told);
    }
  }

  async sent(row) {
    const timer = setTimeout(() => { this.slow = true; this.show(); }, SLOW);
    const told = await this.host.post(row, { resync: row.whole });
    clearTimeout(timer);
    this.slow = false;
    return told;
  }

  // The first rows as one. It keeps its number and its bytes, whatever happens: a repeat is known.
  async sealed() {
    if (this.waiting[0].sealed) return this.waiting[0];
    let size = 0;
    const some = this.waiting.slice(0, TOGETHER).filter((row, i) => (size += row.bytes.length) < BYTES || i === 0);
    const bytes = some.length > 1 ? Y.mergeUpdates(some.map((row) => row.bytes)) : some[0].bytes;
    const row = { ...some.at(-1), bytes, sealed: true, changes: some.reduce((sum, { changes }) => sum + changes, 0) };
    this.waiting.splice(0, some.length, row);
    await this.host.unsent.seal(some, row);
    return row;
  }

  async acknowledged(row, seq) {
    this.waiting.shift();
    this.tries = 0;
    this.host.unsent.drop(row);
    this.stored(seq);
    this.show();
    if (this.waiting.length) await wait(APART);
  }

  // The server lacks something that ours builds on: it gets all that it lacks, as one.
  async resync(state) {
    const bytes = Y.encodeStateAsUpdate(this.doc, state);
    const row = { ...this.waiting.at(-1), n: (this.n += 1), bytes, changes: this.left, sealed: true, whole: true };
    const olds = this.waiting.splice(0, this.waiting.length, row);
    await this.host.unsent.seal(olds, row);
    if ((this.tries += 1) > 1) await this.later({});
  }

  async later({ out, later = 0 }) {
    this.tries += 1;
    this.show();
    if (out) this.host.signedOut(true);
    const ms = Math.max(later, Math.min(FIRST * 1.7 ** (this.tries - 1), LONGEST)) * (0.75 + Math.random() / 2);
    await Promise.race([wait(ms), new Promise((resolve) => { this.hurry = resolve; })]);
    this.hurry = undefined;
  }

  end({ refused, sentence }) {
    this.ended = true;
    this.refused(refused, sentence, this.waiting);
  }

  // Resolves once all is on the server, or after so many ms.
  settled(ms) {
    const all = async () => { while (this.left && !this.ended) await (this.wake() ?? wait(50)); };
    return Promise.race([all(), wait(ms)]);
  }
}
