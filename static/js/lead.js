// One stream for a browser: the tab that holds the lock leads, listens for all tabs and shares.
import { open } from './stream.js';
import { tab } from './tab.js';

const LOCK = 'tandem-live';
const MOST = 64; // topics on one stream, as the server allows
const ASLEEP = 45000; // ms without a word from the leader: it is replaced
const WAIT = 20; // seconds that a long poll waits
const STREAM_AGAIN = 300000; // ms of long polls, then a stream is tried again
const SLACK = 2000; // ms that a loss may have gone unseen
const PATIENCE = 2000; // ms that a new leader waits for tabs that may be asleep
const shared = Boolean(navigator.locks && window.BroadcastChannel);
const channel = shared ? new BroadcastChannel(LOCK) : null;

const tabs = new Map(); // of the leader: tab → its topics
let mine;
let hear;
let leading = false;
let awaited = 0; // tabs, ourselves among them, of which a new leader wants to know before it joins
let begin = () => {};
let since; // when the oldest of what these tabs show was drawn or told
let gone = false;
let resign = () => {};
let close = () => {};
let joined = new Set();
let failures = 0;
let out = false;
let lastHeard = performance.timeOrigin;
let retry = 2000;
let lostAt = 0; // when the stream went away
let after = ''; // the id of the last message heard
let pollsSince = 0; // something on the way holds streams back: the time when that was noticed
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
  if (kind === 'who') gone || present(0); // a page that is going says no word more
  else if (kind === 'here') welcome(data);
  else if (kind === 'bye') tabs.delete(data);
  else hear(kind, data);
}

function welcome(other) {
  if (!leading) return;
  tabs.delete(other.tab); // the newest tab is the last to be left out
  tabs.set(other.tab, other.topics);
  if (awaited) {
    since = Math.min(since, Date.now() - other.ago);
    return void (tabs.size >= awaited && begin());
  }
  if (!other.topics.every((topic) => joined.has(topic))) later(() => connect(other.ago), 40);
  else if (document.documentElement.dataset.live) tell('live');
}

// The new stream is heard before the old one is closed, so nothing falls between them. Going on after
// the last message tells exactly what was missed; a tab that joins asks for what came since it was drawn.
function connect(ago, goesOn = false) {
  clearTimeout(timer);
  awaited = 0;
  const before = close;
  joined = new Set([...tabs.values()].reverse().flat());
  if (Date.now() - pollsSince > STREAM_AGAIN) pollsSince = 0;
  const wait = pollsSince ? WAIT : undefined;
  const now = open({ topics: [...joined].slice(0, MOST), ago, after: goesOn ? after : '', wait }, (event) => {
    if (event.name === 'hello') {
      before();
      close = now;
    }
    heard(event, goesOn && wait);
  }, ended);
  close = () => {
    before();
    now();
  };
}

function heard({ name, data, id, retry: wait }, known) {
  after = id ?? after;
  if (name === 'hello') {
    retry = wait ?? retry;
    failures = 0;
    if (!known) tell('live');
    if (lostAt || !JSON.parse(data).whole) tell('again');
    lostAt = 0;
    out = false;
  } else if (name === 'again' || name === 'beat') tell(name);
  else tell('event', { name, data: JSON.parse(data) });
}

function ended({ status, hello, silent, later: ms }) {
  const polled = pollsSince > 0;
  close();
  joined = new Set(); // whoever opens a page now makes us try at once
  if (polled && hello && !ms) return void later(() => connect(0, true), 0);
  lostAt ||= Date.now();
  if (silent && !hello && !polled) {
    pollsSince = Date.now();
    return void connect(0);
  }
  out = status === 401;
  if (out) return void tell('out');
  failures = hello ? 0 : failures + 1;
  if (status || silent) hello || tell('poll');
  else if (failures > 1) tell('away');
  later(() => connect(Date.now() - lostAt + SLACK, true), ms || Math.min(retry * 1.5 ** failures, 60000));
}

function lead() {
  leading = true;
  tabs.set(tab, mine);
  since = lastHeard;
  begin = () => connect(Date.now() - since);
  if (shared) gather();
  else begin();
  return new Promise((resolve) => { resign = resolve; });
}

// Each other tab waits in line for the lock, so it is known how many will answer: one join for all.
async function gather() {
  const start = begin;
  awaited = Infinity;
  timer = setTimeout(begin, PATIENCE);
  channel.postMessage({ kind: 'who' });
  const { pending = [] } = await navigator.locks.query().catch(() => ({}));
  if (!awaited || begin !== start) return;
  awaited = 1 + pending.filter(({ name }) => name === LOCK).length;
  if (tabs.size >= awaited) begin();
}

function retire() {
  leading = false;
  awaited = 0;
  clearTimeout(timer);
  close();
  close = () => {};
  joined = new Set();
  tabs.clear();
}

async function stand(options = {}) {
  if (!shared) return void lead();
  await navigator.locks.request(LOCK, options, lead).catch(() => {});
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
  else if (leading) (out || (event && !joined.size)) && !awaited && connect(0); // signed in again, perhaps
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
