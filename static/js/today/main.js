// The day's page: kept for a time without network, right about what is now and next, and its notes,
// photographs and ticks wait in a queue until they are sent.
import { keep, forgetOthers } from './keep.js';
import { enqueue, drain, lost } from './queue.js';
import { tell } from './when.js';

const MINUTE = 60000;
const AGAIN = 10000;

if (document.body.dataset.person) {
  forgetOthers().then(keep).then((answered) => answered || lost());
  drain();
}
tell();
setInterval(tell, MINUTE / 4);
setInterval(drain, AGAIN);
addEventListener('online', drain);
document.addEventListener('visibilitychange', () => document.hidden || (tell(), drain()));
document.addEventListener('htmx:after:swap', tell);

const queued = (target) => target.closest?.('form[data-queued]');

document.addEventListener('submit', (event) => {
  const form = queued(event.target);
  if (!form) return;
  event.preventDefault();
  event.stopPropagation();
  enqueue(form);
}, true);

document.addEventListener('change', (event) => {
  const form = queued(event.target);
  if (form?.dataset.queued === 'ticks') enqueue(form);
});
