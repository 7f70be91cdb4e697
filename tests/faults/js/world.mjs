// Several people in browsers of their own, each with pages that edit one text over a bad connection.
// One command in a line of JSON, one answer each; tests/faults/world.py asks.
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import * as Y from 'yjs';
import { Browser } from './browser.mjs';
import { Page } from './paper.mjs';
import { random, wait } from './wire.mjs';

const built = await build({
  entryPoints: [new URL('page.js', import.meta.url).pathname],
  bundle: true, write: false, format: 'cjs', platform: 'node', external: ['yjs', 'idb'], supported: { 'dynamic-import': false },
  plugins: [{ name: 'said', setup: ({ onResolve }) => onResolve({ filter: /\/say\.js$/ }, () => ({ path: new URL('said.js', import.meta.url).pathname })) }],
});
const code = built.outputFiles[0].text;
const b64 = (bytes) => Buffer.from(bytes).toString('base64');

let asked, dice, browsers, pages, gone, typing, stopped, rowsLost;

async function open(command) {
  asked = command;
  dice = random(command.seed);
  browsers = command.browsers.map((about) => new Browser(about));
  [pages, gone, typing, stopped, rowsLost] = [[], [], [], false, 0];
  for (const browser of browsers) for (let n = 0; n < (browser.pages ?? command.pages ?? 1); n += 1) await newPage(browser);
  typing = pages.map(type);
  return { open: pages.length };
}

async function newPage(browser) {
  const page = new Page(code, browser, asked.document, random(dice.below(2 ** 31)), asked.faults ?? {});
  pages.push(page);
  await page.open();
  return page;
}

// One person at one page, until the steps are over or someone says stop.
async function type(page) {
  const { pace = 20, steps = Infinity, only, trouble = {} } = asked;
  for (let step = 0; step < steps && !stopped; step += 1) {
    await wait(page.dice.below(pace));
    if (page.closed) return;
    if (only === 'ends') page.screen.add(page.dice, page.name);
    else page.screen.act(page.dice, page.name);
    if (page.dice.chance(trouble.cut ?? 0)) page.wire.cut();
    if (page.dice.chance(trouble.away ?? 0)) await page.leave(page.dice.below(300));
    if (page.dice.chance(trouble.forget ?? 0)) rowsLost += page.forget();
    if (page.dice.chance(trouble.crash ?? 0)) return crash(page);
  }
}

// The page dies at once; somebody opens the text again, in the same browser.
async function crash(page) {
  page.crash();
  pages.splice(pages.indexOf(page), 1);
  gone.push(page);
  typing.push(newPage(page.browser).then(type));
}

async function finish() {
  for (let n = 0; n < typing.length; n += 1) await typing[n];
  for (const page of pages) page.heal();
  // An editor may mend what came together in a way its schema forbids: that is one more change.
  const deadline = Date.now() + (asked.patience ?? 20000);
  while (!(await quiet()) && Date.now() < deadline) await wait(20);
  return told();
}

async function quiet() {
  const settled = await Promise.all(pages.map((page) => page.settle()));
  if (!settled.every(Boolean)) return false;
  await Promise.all(pages.map((page) => page.catchUp()));
  return pages.every(({ outbox, inbox }) => !outbox.left && inbox.seq === pages[0].inbox.seq);
}

function told() {
  const every = [...pages, ...gone];
  const whole = new Y.Doc();
  for (const page of every) for (const bytes of page.mine) Y.applyUpdate(whole, bytes);
  for (const bytes of asked.others ?? []) Y.applyUpdate(whole, Buffer.from(bytes, 'base64'));
  const met = {};
  for (const { wire } of every) for (const [name, n] of Object.entries(wire.met)) met[name] = (met[name] ?? 0) + n;
  return {
    copies: pages.map((page) => page.report(b64)),
    mine: every.flatMap((page) => page.mine.map(b64)),
    acks: every.flatMap((page) => page.acks),
    kept: browsers.flatMap((browser) => browser.database.sorted().map(({ bytes, ...row }) => row)),
    typed: every.reduce((sum, { screen }) => sum + screen.count, 0),
    said: every.flatMap((page) => page.said), troubles: every.flatMap((page) => page.troubles),
    met: { ...met, crashed: gone.length, rowsLost, resyncs: every.reduce((sum, page) => sum + page.resyncs, 0) },
  };
}

// Where two snapshots differ: what each has seen, and what it has deleted.
function differing(one, other) {
  const deleted = ({ ds }) => [...ds.clients].flatMap(([client, ranges]) => ranges.map(({ clock, len }) => `${client} ${clock}+${len}`));
  const [a, b] = [deleted(one), deleted(other)];
  const seen = ({ sv }) => [...sv].map(String).sort();
  return { more: a.filter((range) => !b.includes(range)), less: b.filter((range) => !a.includes(range)), seen: String(seen(one)) === String(seen(other)) };
}

const acts = {
  open, finish,
  stop: () => { stopped = true; return finish(); },
  count: () => ({ acked: [...pages, ...gone].reduce((sum, page) => sum + page.acks.length, 0) }),
  progress: () => ({ states: pages.map((page) => page.state), acked: [...pages, ...gone].reduce((sum, page) => sum + page.acks.length, 0), acks: [...pages, ...gone].flatMap((page) => page.acks), typed: pages.reduce((sum, { screen }) => sum + screen.count, 0) }),
  seen: () => ({ seqs: pages.map(({ inbox }) => inbox.seq), left: pages.reduce((sum, { outbox }) => sum + outbox.left, 0) }),
  same: ({ states }) => {
    const docs = states.map((state) => { const doc = new Y.Doc(); Y.applyUpdate(doc, Buffer.from(state, 'base64')); return doc; });
    const shots = docs.map(Y.snapshot);
    const others = shots.flatMap((shot, n) => (Y.equalSnapshots(shot, shots[0]) ? [] : [[n, differing(shot, shots[0])]]));
    return { others, pending: docs.filter(({ store }) => store.pendingStructs || store.pendingDs).length };
  },
  // Not in a Doc: after each update Yjs would take away marks that have become idle, which an editor
  // tells the server and this would not.
  merge: ({ updates }) => ({ state: b64(Y.mergeUpdates(updates.map((bytes) => Buffer.from(bytes, 'base64')))) }),
  close: () => { for (const page of pages) page.crash(); return {}; },
};

for (const name of ['unhandledRejection', 'uncaughtException']) process.on(name, (error) => { pages?.[0]?.troubles.push(`${name}: ${error?.stack}`); });
for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...command } = JSON.parse(line);
  const answer = await Promise.resolve(acts[name](command)).catch((error) => ({ error: error.stack }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
