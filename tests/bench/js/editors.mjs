// So many editors of one text, each with its stream open, each sending its next update as soon as
// the one before is acknowledged. Asked and answered as keystroke.mjs is.
import readline from 'node:readline'
import * as Y from 'yjs'
import { wire } from './wires.mjs'

async function measure({ port, clients, seconds, streams, who }) {
  const all = Array.from({ length: clients }, (_, n) => wire('tandem', port, n, who))
  for (const one of streams ? all : []) await one.open()
  const began = performance.now()
  const ends = began + seconds * 1000
  const times = (await Promise.all(all.map((one) => write(one, ends)))).flat()
  const taken = (performance.now() - began) / 1000
  for (const one of all) one.close()
  times.sort((a, b) => a - b)
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]
  return { per_second: times.length / taken, p50: at(0.5), p99: at(0.99) }
}

async function write(one, ends) {
  const doc = new Y.Doc()
  let update
  doc.on('update', (bytes) => { update = Buffer.from(bytes) })
  const text = new Y.XmlText()
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [text])
  doc.getXmlFragment('default').insert(0, [paragraph])
  const times = []
  while (performance.now() < ends) {
    const began = performance.now()
    await one.send(update)
    times.push(performance.now() - began)
    text.insert(text.length, 'e')
  }
  return times
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await measure(JSON.parse(line))))
}
