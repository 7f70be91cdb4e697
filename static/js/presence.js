// Tells which text is being read here, so that others see who is with them. Where a text has become
// an editor, the editor tells.
import { send, within } from './send.js';
import { tab } from './tab.js';

const LOOK = 2000; // ms: what is in view for two looks is read
const RENEW = 20000;
const USED = 300000; // without a touch for so long, nobody is here

let told; // "document-5 reading"
let toldAt = 0;
let next;
let used = Date.now();
let last = Promise.resolve();

// In their order; but the last word of a page cannot wait.
function say(words, now) {
  const [id, doing] = words.split(' ');
  const token = JSON.parse(document.body.getAttribute('hx-headers:inherited'));
  const headers = { ...token, 'Content-Type': 'application/json' };
  const request = { method: 'POST', keepalive: true, headers, body: JSON.stringify({ tab, doing, cursor: null }) };
  const post = () => within(10000, (signal) => send(`/documents/${id.slice(9)}/presence`, { ...request, signal })).catch(() => {});
  last = now ? post() : last.then(post);
}

// A text of which somebody writes the plain form goes before one that is read.
function inView() {
  if (document.hidden || Date.now() - used > USED) return undefined;
  const seen = [...document.querySelectorAll('[data-text][id^=document-]')].map((text) => {
    const { top, bottom } = text.getBoundingClientRect();
    const height = Math.min(bottom, innerHeight) - Math.max(top, 0);
    return { words: `${text.id} ${text.dataset.text || 'reading'}`, height, writing: Boolean(text.dataset.text) };
  }).filter(({ height }) => height > 0);
  return seen.sort((a, b) => b.writing - a.writing || b.height - a.height)[0]?.words;
}

function leave(now) {
  if (!told) return;
  const [id] = told.split(' ');
  const edited = document.getElementById(id)?.matches('[data-editing]');
  if (!edited && !now?.startsWith(`${id} `)) say(`${id} gone`, document.hidden);
}

function look() {
  const now = inView();
  if (now !== told) {
    if (now && now !== next) {
      next = now;
      return;
    }
    leave(now);
    told = now;
    toldAt = 0;
  }
  if (!told || Date.now() - toldAt < RENEW) return;
  toldAt = Date.now();
  say(told);
}

if (document.body.dataset.person) {
  for (const name of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'scroll']) {
    addEventListener(name, () => { used = Date.now(); }, { passive: true, capture: true });
  }
  document.addEventListener('visibilitychange', look);
  addEventListener('pagehide', () => {
    leave();
    told = next = undefined;
  });
  setInterval(look, LOOK);
}
