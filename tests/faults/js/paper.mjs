// One page with the editor open: the product's inbox, outbox, queue and stream, tied as main.js does.
import * as Y from 'yjs';
import { globalsOf, load } from './browser.mjs';
import { Screen } from './typing.mjs';
import { random, Wire } from './wire.mjs';

let pagesEver = 0;

export class Page {
  constructor(code, browser, text, dice, faults) {
    this.wire = new Wire({ url: browser.url, jar: browser.jar, dice: random(dice.below(2 ** 31)), faults });
    const { globals, stop } = globalsOf(browser, this.wire);
    Object.assign(this, { browser, text, dice, document: globals.document, stop, name: `p${(pagesEver += 1)}` });
    Object.assign(this, { mine: [], acks: [], troubles: [], resyncs: 0, state: 'saved', closed: false });
    this.ours = load(code, browser, globals);
    // As editing.js: a tab that may hold unsent words is known to be alive by its lock.
    browser.locks.of(this.wire).request(`tandem-tab-${this.ours.tab}`, () => new Promise(() => {}));
  }

  get said() { return this.document.said; }

  async open() {
    const { Inbox, Outbox, REMOTE, follow, post, tab, unsent } = this.ours;
    const { text, browser: { person } } = this;
    this.doc = new Y.Doc();
    const sent = async (row, options) => {
      const told = await post(row, options);
      if ('seq' in told) this.acks.push({ person, tab, n: row.n, seq: told.seq });
      return told;
    };
    const host = { tab, person, post: sent, unsent, signedOut: () => this.troubles.push('signed out') };
    this.inbox = new Inbox({ text, doc: this.doc, held: () => false, lost: (code) => { throw new Error(`read ${code}`); }, strayed: () => this.screen.again() });
    this.outbox = new Outbox({
      text, title: 'A text', doc: this.doc, host,
      changed: (state, left) => { this.state = state; this.left = left; },
      stored: (seq) => this.inbox.hear(seq),
      refused: (code, sentence) => { this.outbox.ended = true; this.troubles.push(`refused ${code} ${sentence}`); },
    });
    const resync = this.outbox.resync.bind(this.outbox);
    this.outbox.resync = (state) => ((this.resyncs += 1), resync(state));
    while (this.inbox.seq < 0) await this.inbox.read().catch(() => {});
    this.screen = new Screen(this.doc, () => this.wire.met1('stumbles'));
    this.doc.on('update', (bytes, origin) => {
      if (origin === REMOTE) return;
      this.mine.push(bytes);
      this.outbox.add(bytes);
    });
    const again = () => this.inbox.read().catch(() => {});
    this.document.addEventListener('live:live', () => (again(), this.outbox.wake()));
    follow([`document-${text}`], (kind, data) => this.hear(kind, data, again));
  }

  // As live.js gives them to the editor, over a bad line.
  hear(kind, data, again) {
    if (this.closed) return;
    if (kind === 'again' || (kind === 'event' && data.name === 'nudge')) again();
    else if (kind === 'event' && data.name === 'update') this.wire.heard(() => this.closed || this.inbox.hear(data.data.seq, data.data.update));
    else if (kind !== 'event') this.document.dispatchEvent(new Event(`live:${kind}`));
  }

  // No network for a while.
  async leave(ms) {
    this.wire.cutOff = true;
    this.wire.cut();
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.wire.cutOff = false;
  }

  // A row that no disk has kept: what follows it is a gap to the server. Words only, for what only
  // deletes is not missed by anything that follows.
  forget() {
    const at = this.outbox.waiting.findIndex((row, i) => i && !row.sealed && Y.decodeUpdate(row.bytes).structs.length);
    if (at < 0 || at === this.outbox.waiting.length - 1) return 0;
    const rest = this.outbox.waiting.slice(at + 1);
    if (!rest.some((row) => Y.decodeUpdate(row.bytes).structs.length)) return 0;
    const [row] = this.outbox.waiting.splice(at, 1);
    this.ours.unsent.drop(row);
    return 1;
  }

  crash() {
    this.closed = true;
    this.outbox.ended = true;
    this.stop();
  }

  heal() { this.wire.heal(); }

  // Whether all of this page, and what dead pages left in its browser, is on the server.
  async settle() {
    await this.ours.recover();
    this.outbox.wake()?.catch((error) => this.troubles.push(`outbox: ${error.stack}`));
    const rows = await this.ours.unsent.rows(this.text);
    return this.outbox.ended || (!this.outbox.left && !rows.length);
  }

  // Reads what is there now: the reading that is under way, if any, may be older.
  async catchUp() {
    await this.inbox.reading?.catch(() => {});
    await this.inbox.read().catch(() => {});
  }

  report(b64) {
    // Not the marks: two people may have made one word a link and code, which nobody can alone.
    let valid = 'yes';
    const check = (node) => node.type.checkContent(node.content);
    try { check(this.screen.state.doc); this.screen.state.doc.descendants(check); } catch (error) { valid = String(error); }
    const { doc, inbox, state, screen, browser } = this;
    return { person: browser.person, seq: inbox.seq, status: state, words: screen.words, valid, state: b64(Y.encodeStateAsUpdate(doc)) };
  }
}
