// What the others typed, in the order of the log: from the stream, and read anew where one is missing.
import * as Y from 'yjs';
import { within } from '../send.js';

const PATIENCE = 300; // ms for a missing line to come by itself
const AGAIN = 3000; // ms after a reading that failed: without it the text would stand still
const LONGEST = 30000; // ms for an answer: a connection may die without a word
export const REMOTE = 'server';
export const bytesOf = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

export class Inbox {
  constructor({ text, doc, held, lost, strayed }) {
    Object.assign(this, { text, doc, held, lost, strayed, seq: -1, early: new Map(), waiting: [] });
  }

  // The text as it is, or what was added since; asks again where asked to meanwhile.
  read() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.reading) this.more = true;
    this.reading ??= within(LONGEST, (signal) => this.fetch(signal)).catch((error) => {
      if (this.seq >= 0) this.later(AGAIN);
      throw error;
    }).finally(() => {
      this.reading = null;
      if (this.more) this.read().catch(() => {});
    });
    return this.reading;
  }

  later(ms) {
    if (!this.ended) this.timer ??= setTimeout(() => this.read().catch(() => {}), ms);
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
  }

  async fetch(signal) {
    this.more = false;
    const answer = await fetch(`/documents/${this.text}/updates?after=${this.seq}`, { headers: { Accept: 'application/json' }, signal });
    if (this.ended) return;
    if (!answer.ok) return void this.lost(answer.status);
    const told = await answer.json();
    if (told.state) this.apply(bytesOf(told.state));
    for (const { seq, update } of told.updates) if (seq > this.seq) this.apply(bytesOf(update));
    this.seq = Math.max(this.seq, told.seq);
    this.catchUp();
  }

  // A line of the log; without its bytes it is one of our own.
  hear(seq, update) {
    if (seq <= this.seq) return;
    this.early.set(seq, update);
    this.catchUp();
    if (this.early.size) this.later(PATIENCE);
  }

  catchUp() {
    for (const seq of [...this.early.keys()].sort((a, b) => a - b)) {
      if (seq > this.seq + 1) return;
      const update = this.early.get(seq);
      this.early.delete(seq);
      if (seq <= this.seq) continue;
      if (update) this.apply(bytesOf(update));
      this.seq = seq;
    }
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  // While a word is being composed (an accent, 字) nothing may change under it.
  apply(bytes) {
    this.waiting.push(bytes);
    if (!this.held()) this.release();
  }

  release() {
    const waiting = this.waiting.splice(0);
    if (!waiting.length) return;
    try {
      this.doc.transact(() => waiting.forEach((bytes) => Y.applyUpdate(this.doc, bytes, REMOTE)), REMOTE);
    } catch (error) {
      // The text has it, but the editor stumbled: what it shows is old, and the next key would write
      // that over the others' words.
      this.strayed(error);
    }
  }
}
