// From a keystroke to the others' screens: one of N types at a time, each of the others is timed.
// Asked for each line of stdin, {kind, port, clients, keys, gap, who}; answers with one line each.
import readline from 'node:readline'
import * as Y from 'yjs'
import { wire } from './wires.mjs'

const wait = (ms) => new Promise((done) => setTimeout(done, ms))

async function measure({ kind, port, clients, keys, gap, who }) {
  const all = Array.from({ length: clients }, (_, n) => wire(kind, port, n, who))
  let [sender, began, got] = [-1, 0, 0]
  const times = []
  const seen = (n) => () => {
    if (sender < 0 || n === sender) return
    times.push(performance.now() - began)
    got += 1
  }
  for (let n = 0; n < clients; n += 10) {
    await Promise.all(all.slice(n, n + 10).map((one, k) => one.open(seen(n + k))))
  }
  await wait(300)
  const updates = typed()
  for (let key = 0; key < keys; key++) {
    const update = updates.next().value
    sender = key % clients
    got = 0
    began = performance.now()
    const sent = all[sender].send(update)
    while (got < clients - 1 && performance.now() < began + 2000) {
      await new Promise((done) => setImmediate(done))
    }
    await sent
    await wait(gap)
  }
  sender = -1
  for (const one of all) one.close()
  times.sort((a, b) => a - b)
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]
  return { p50: at(0.5), p99: at(0.99), heard: times.length, expected: keys * (clients - 1) }
}

function * typed() {
  const doc = new Y.Doc()
  const log = []
  doc.on('update', (update) => log.push(Buffer.from(update)))
  const text = new Y.XmlText()
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [text])
  doc.getXmlFragment('default').insert(0, [paragraph])
  while (true) {
    yield log.pop()
    text.insert(text.length, 'e')
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await measure(JSON.parse(line))))
}
