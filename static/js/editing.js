// An editor opens where its fragment appears; its bundle is loaded then, and not before. The parts
// that a page has anyway (tab, stream, unsent words) are handed over to it.
import { also, without } from './lead.js';
import { announce, signedOut } from './notice.js';
import { say } from './say.js';
import { renew } from './send.js';
import { tab } from './tab.js';
import { headers, post } from './unsent/post.js';
import { bring, keepWords, lockOf } from './unsent/recover.js';
import * as unsent from './unsent/store.js';

const person = Number(document.body.dataset.person);
const host = { tab, person, also, without, announce, signedOut, say, renew, headers, post, unsent, keepWords };
let held = false;

// Others must not take our unsent words for those of a tab that is gone.
function holdLock() {
  if (!held) navigator.locks?.request(lockOf(tab), () => new Promise(() => {}));
  held = true;
}

async function start(section) {
  if (section.dataset.opened) return;
  section.dataset.opened = 'yes';
  holdLock();
  try {
    const [{ open }] = await Promise.all([import(section.dataset.editor), bring()]);
    await open(section, host);
  } catch (error) {
    console.warn('editor', error);
    section.querySelector('[data-plain]').hidden = false; // the plain form works in any browser
    section.querySelector('[data-plain] a').focus();
  }
}

document.addEventListener('htmx:after:process', ({ target }) => {
  for (const section of target.parentElement?.querySelectorAll('[data-editor][data-document]') ?? []) start(section);
});

// Signing out takes this person's unsent words out of the browser; they are asked before.
window.addEventListener('submit', async (event) => {
  const { target: form } = event;
  if (!form.hasAttribute('data-forget') || form.dataset.asked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const left = await unsent.count();
  form.dataset.asked = 'yes';
  if (left) form.dataset.confirm = form.dataset.leaving;
  form.addEventListener('submit', () => unsent.forget(), { once: true });
  form.requestSubmit();
}, true);
