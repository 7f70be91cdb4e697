// Who else writes, as y-tiptap's carets want it. Ours goes to the server as a cursor and nothing
// else; names and colours of the others are the server's, and cannot be forged.
const LIFE = 40000; // ms without a word: that one is gone
const RENEW = 20000;
const APART = 400; // ms between two cursors
const COLOUR = '#0b3d91'; // y-tiptap wants one; our classes paint

// Each tab of somebody else is a client; its number only has to differ from Yjs's own.
const numberOf = (tab) => -parseInt(tab.slice(0, 12), 16) - 1;

export class Awareness {
  constructor(doc, text, host) {
    Object.assign(this, { doc, text, host, clientID: doc.clientID, states: new Map(), heard: new Map() });
    this.listeners = { change: new Set(), update: new Set() };
    this.timer = setInterval(() => this.renew(), RENEW);
  }

  on(name, act) { this.listeners[name]?.add(act); }
  off(name, act) { this.listeners[name]?.delete(act); }
  getStates() { return this.states; }
  getLocalState() { return this.states.get(this.clientID) ?? null; }
  setLocalState(state) { this.states.set(this.clientID, state ?? {}); }

  setLocalStateField(field, value) {
    this.states.set(this.clientID, { ...this.getLocalState(), [field]: value });
    if (field === 'cursor') this.later();
  }

  tell() {
    for (const act of [...this.listeners.update, ...this.listeners.change]) act({ added: [], updated: [], removed: [] }, 'server');
  }

  // A record of the server: {tab, person, name, colour, doing, cursor}.
  hear(record) {
    if (record.tab === this.host.tab) return;
    const number = numberOf(record.tab);
    if (record.doing !== 'writing') this.states.delete(number);
    else this.states.set(number, { user: { name: record.name, colour: record.colour, color: COLOUR }, cursor: record.cursor });
    this.heard.set(number, Date.now());
    this.tell();
  }

  later() {
    this.sending ??= setTimeout(() => this.send('writing'), APART);
  }

  renew() {
    const old = [...this.states.keys()].filter((n) => n !== this.clientID && Date.now() - this.heard.get(n) > LIFE);
    for (const number of old) this.states.delete(number);
    if (old.length) this.tell();
    this.send('writing');
  }

  send(doing) {
    clearTimeout(this.sending);
    this.sending = undefined;
    const { tab, headers } = this.host;
    const cursor = this.getLocalState()?.cursor ?? null;
    const request = { method: 'POST', keepalive: true, headers: { ...headers(), 'Content-Type': 'application/json' } };
    fetch(`/documents/${this.text}/presence`, { ...request, body: JSON.stringify({ tab, doing, cursor }) }).catch(() => {});
  }

  destroy() {
    clearInterval(this.timer);
    this.send('gone');
    clearTimeout(this.sending);
  }
}

export function caret({ name, colour }) {
  const mark = document.createElement('span');
  mark.className = `caret person-colour-${colour ?? 0}`;
  mark.setAttribute('aria-hidden', 'true'); // names are in the list; typing is not read out
  mark.dataset.name = name; // shown by the style sheet: no word of the text
  return mark;
}

export const selection = ({ colour }) => ({ class: `caret-selection person-colour-${colour ?? 0}` });
