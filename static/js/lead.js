// One stream for a browser: the tab that holds the lock leads, listens for all tabs and shares.
import { open } from './stream.js';
import { tab } from './tab.js';

const MOST = 64; // topics on one stream, as the server allows
const ASLEEP = 45000; // ms without a word from the leader: it is replaced
const shared = Boolean(navigator.locks && window.BroadcastChannel);
const channel = shared ? new BroadcastChannel('tandem-live') : null;

const tabs = new Map(); // of the leader: tab → its topics
let mine;
let hear;
let leading = false;
let gone = false;
let resign = () => {};
let close = () => {};
let joined = new Set();
let failures = 0;
let lost = false; // the stream was away: whatever was said meanwhile is unknown
let out = false;
let lastHeard = performance.timeOrigin;
let retry = 2000;
let timer;

function later(act, ms) {
  clearTimeout(timer);
  timer = setTimeout(act, ms * (0.75 + Math.random() / 2));
}

function tell(kind, data) {
  channel?.postMessage({ kind, data });
  receive({ kind, data });
}

const present = (ago) => channel?.postMessage({ kind: 'here', data: { tab, topics: mine, ago } });

function receive({ kind, data }) {
  lastHeard = Date.now();
  if (kind === 'who') present(0);
  else if (kind === 'here') welcome(data);
  else if (kind === 'bye') tabs.delete(data);
  else hear(kind, data);
}

function welcome(other) {
  if (!leading) return;
  tabs.delete(other.tab); // the newest tab is the last to be left out
  tabs.set(other.tab, other.topics);
  if (!other.topics.every((topic) => joined.has(topic))) later(() => connect(other.ago), 40);
}

// The new stream is heard before the old one is closed, so nothing falls between them.
function connect(ago) {
  clearTimeout(timer);
  const before = close;
  joined = new Set([...tabs.values()].reverse().flat());
  const now = open([...joined].slice(0, MOST), ago, (event) => {
    if (event.name === 'hello') {
      before();
      close = now;
    }
    heard(event);
  }, ended);
  close = () => {
    before();
    now();
  };
}

function heard({ name, data, retry: wait }) {
  if (name === 'hello') {
    retry = wait ?? retry;
    failures = 0;
    tell('live');
    if (lost || !JSON.parse(data).whole) tell('again');
    lost = out = false;
  } else if (name === 'again' || name === 'beat') tell(name);
  else tell('event', { name, data: JSON.parse(data) });
}

function ended({ status, hello, silent, after }) {
  close();
  joined = new Set(); // whoever opens a page now makes us try at once
  lost = true;
  out = status === 401;
  if (out) return void tell('out');
  failures = hello ? 0 : failures + 1;
  if (status || silent) hello || tell('poll');
  else if (failures > 1) tell('away');
  later(() => connect(0), after || Math.min(retry * 1.5 ** failures, 60000));
}

function lead() {
  leading = true;
  tabs.set(tab, mine);
  connect(Date.now() - lastHeard);
  channel?.postMessage({ kind: 'who' });
  return new Promise((resolve) => { resign = resolve; });
}

function retire() {
  leading = false;
  clearTimeout(timer);
  close();
  close = () => {};
  joined = new Set();
  tabs.clear();
}

async function stand(options = {}) {
  if (!shared) return void lead();
  await navigator.locks.request('tandem-live', options, lead).catch(() => {});
  const taken = leading; // another tab thought us asleep: queue up again
  retire();
  if (taken && !gone) stand();
}

function come() {
  gone = false;
  present(performance.now());
  stand();
}

function go() {
  gone = true;
  channel?.postMessage({ kind: 'bye', data: tab });
  retire();
  resign();
}

// A browser has six connections for all its tabs: without a leader, hidden tabs let theirs go.
let hide;

function look(event) {
  clearTimeout(hide);
  if (document.hidden) hide = shared ? 0 : setTimeout(retire, 30000);
  else if (leading) (out || (event && !joined.size)) && connect(0); // signed in again, perhaps
  else if (!shared) lead();
  else if (Date.now() - lastHeard > ASLEEP) stand({ steal: true });
}

// A tab wants to hear more while an editor is open, and less afterwards.
export function also(topic) {
  mine = [...new Set([...(mine ?? []), topic])];
  receive({ kind: 'here', data: { tab, topics: mine, ago: 0 } });
  present(0);
}

export function without(topic) {
  mine = mine.filter((other) => other !== topic);
  if (leading) tabs.set(tab, mine);
  present(0);
}

// hear(kind, data): event {name, data} · again · beat · the state: live, poll, away, out
export function follow(topics, listener) {
  mine = topics;
  hear = listener;
  if (channel) channel.onmessage = ({ data }) => receive(data);
  addEventListener('pagehide', go);
  addEventListener('pageshow', ({ persisted }) => persisted && come());
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
  setInterval(() => document.hidden || look(), 15000);
  come();
}
