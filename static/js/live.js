// What others change appears here: the stream's messages, given to those they concern.
import { follow } from './lead.js';
import { away, signedOut } from './notice.js';
import { again, nudge } from './regions.js';

const POLL = 20000;
const topics = (document.body.dataset.topics ?? '').split(/\s+/).filter(Boolean);
let polling;

function poll(yes) {
  clearInterval(polling);
  polling = yes ? setInterval(again, POLL) : undefined;
}

const acts = {
  // Other kinds of event are for the module that asked for their topic.
  event: ({ name, data }) => (name === 'nudge' ? nudge(data) : document.dispatchEvent(new CustomEvent(`live:${name}`, { detail: data }))),
  again,
  live: () => { document.documentElement.dataset.live = 'yes'; poll(false); away(false); signedOut(false); },
  poll: () => { if (!polling) { again(); poll(true); } },
  away: () => { if (!polling) poll(true); away(true); },
  out: () => { poll(false); signedOut(true); },
};

document.addEventListener('htmx:after:request', () => away(false)); // an answer came: we are not away

// The editor and the unsent words hear of the connection as `live:live`, `live:away` and so on.
function hear(kind, data) {
  acts[kind]?.(data);
  if (kind !== 'event') document.dispatchEvent(new CustomEvent(`live:${kind}`));
}

if (topics.length) follow(topics, hear);
