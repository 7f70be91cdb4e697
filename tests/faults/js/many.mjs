// The editors of many short histories at once: Yjs, y-tiptap and the product's schema, in one process.
// Each line of JSON is a list of orders, each answer the list of what came of them; many.py gives them.
import { createInterface } from 'node:readline';
import * as Y from 'yjs';
import { Screen } from './typing.mjs';
import { random } from './wire.mjs';

const REMOTE = 'server';
const b64 = (bytes) => Buffer.from(bytes).toString('base64');
const bytesOf = (text) => Buffer.from(text, 'base64');
const writers = new Map();

class Writer {
  constructor(name, seed) {
    Object.assign(this, { name, dice: random(seed), doc: new Y.Doc(), made: [] });
    this.doc.on('update', (bytes, origin) => origin === REMOTE || this.made.push(b64(bytes)));
    this.screen = new Screen(this.doc, () => false);
  }

  // As inbox.js: where the binding stumbles over what came, it draws anew.
  hear(lines) {
    try {
      this.doc.transact(() => lines.forEach((line) => Y.applyUpdate(this.doc, bytesOf(line), REMOTE)), REMOTE);
    } catch {
      this.screen.again();
    }
  }

  told() { return this.made.splice(0); }
}

const acts = {
  open: ({ who, seed }) => void writers.set(who, new Writer(who, seed)),
  act: ({ who, ends }) => {
    const writer = writers.get(who);
    if (ends) writer.screen.type(writer.dice, who);
    else writer.screen.act(writer.dice, who);
    return writer.told();
  },
  hear: ({ who, lines }) => (writers.get(who).hear(lines), writers.get(who).told()),
  lacking: ({ who, state }) => b64(Y.encodeStateAsUpdate(writers.get(who).doc, bytesOf(state))),
  close: ({ who }) => {
    const { doc, screen } = writers.get(who);
    writers.delete(who);
    return { state: b64(Y.encodeStateAsUpdate(doc)), words: screen.words };
  },
  // Whether all these states are one, nothing waits for what never came, and the log makes the same.
  judge: ({ states, log }) => {
    const merged = b64(Y.mergeUpdates(log.map(bytesOf)));
    const docs = [...states, merged].map((state) => { const doc = new Y.Doc(); Y.applyUpdate(doc, bytesOf(state)); return doc; });
    const shots = docs.map(Y.snapshot);
    return {
      differ: shots.flatMap((shot, n) => (Y.equalSnapshots(shot, shots[0]) ? [] : [n])),
      pending: docs.filter(({ store }) => store.pendingStructs || store.pendingDs).length,
    };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = JSON.parse(line).map(({ do: name, ...order }) => acts[name](order) ?? null);
  } catch (error) {
    answer = { error: error.stack };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
