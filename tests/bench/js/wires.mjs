// How each server is spoken to. All on plain sockets, so that no client library is measured with
// one server and not with another. A wire has open(seen), send(update) → answered, and close().
import net from 'node:net'
import crypto from 'node:crypto'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

const HOST = '127.0.0.1'

function connect(port) {
  return new Promise((done, failed) => {
    const socket = net.connect(port, HOST, () => done(socket.setNoDelay(true)))
    socket.on('error', failed)
  })
}

/** A WebSocket with no extension, so nothing is compressed; enough of it for short frames. */
class WebSocketWire {
  constructor(port, path, { wrap, isUpdate, greet }) {
    Object.assign(this, { port, path, wrap, isUpdate, greet })
  }

  async open(seen) {
    this.socket = await connect(this.port)
    let held = Buffer.alloc(0)
    const opened = new Promise((done) => {
      let head = true
      this.socket.on('data', (data) => {
        held = held.length ? Buffer.concat([held, data]) : data
        if (head) {
          const end = held.indexOf('\r\n\r\n')
          if (end < 0) return
          head = false
          held = held.subarray(end + 4)
          done()
        }
        held = this.frames(held, seen)
      })
    })
    const key = crypto.randomBytes(16).toString('base64')
    this.socket.write(`GET ${this.path} HTTP/1.1\r\nHost: ${HOST}\r\nUpgrade: websocket\r\n` +
      `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`)
    await opened
    if (this.greet) this.write(this.greet())
  }

  frames(held, seen) {
    while (held.length >= 2) {
      let length = held[1] & 127
      let from = 2
      if (length === 126) {
        if (held.length < 4) break
        length = held.readUInt16BE(2)
        from = 4
      }
      if (held.length < from + length) break
      if ((held[0] & 15) === 2 && this.isUpdate(held.subarray(from, from + length))) seen()
      held = held.subarray(from + length)
    }
    return held
  }

  write(bytes) {
    const long = bytes.length > 125
    const head = Buffer.from(long ? [130, 254, bytes.length >> 8, bytes.length & 255]
      : [130, 128 | bytes.length])
    this.socket.write(Buffer.concat([head, Buffer.alloc(4), bytes])) // masked with zeros
  }

  async send(update) {
    this.write(this.wrap(update))
  }

  close() {
    this.socket.destroy()
  }
}

/** Ours: a POST up, the stream down. A browser keeps one connection for its POSTs. */
class TandemWire {
  constructor(port, { cookie, token, document }) {
    Object.assign(this, { port, cookie, token, document })
    this.tab = crypto.randomUUID()
    this.batch = 0
  }

  /** Without `seen` what comes is read, as a browser's system does, and not looked at. */
  async open(seen) {
    this.socket = await connect(this.port)
    this.socket.write(`GET /live?topics=document-${this.document} HTTP/1.1\r\nHost: ${HOST}\r\n` +
      `Cookie: ${this.cookie}\r\n\r\n`)
    let held = ''
    await new Promise((done) => {
      const hear = (data) => {
        held += data.toString('latin1')
        let end
        while ((end = held.indexOf('\n\n')) >= 0) {
          const event = held.slice(0, end)
          held = held.slice(end + 2)
          if (event.includes('event: update\n')) seen?.()
          else if (event.includes('event: hello\n')) done()
        }
      }
      this.socket.on('data', hear)
      this.deaf = () => this.socket.off('data', hear).on('data', () => {})
    })
    if (!seen) this.deaf()
  }

  async send(update) {
    if (!this.post || this.post.destroyed) {
      this.post = await connect(this.port)
      let held = ''
      this.post.on('data', (data) => {
        held += data.toString('latin1')
        const [head, body] = held.split('\r\n\r\n')
        if (body === undefined || body.length < +/content-length: (\d+)/i.exec(head)[1]) return
        held = ''
        this.answered(head)
      })
      this.post.on('error', () => {})
      this.post.on('end', () => this.post.destroy())
    }
    const answer = new Promise((done) => { this.answered = done })
    const query = `tab=${this.tab}&batch=${++this.batch}&schema_version=${TandemWire.schema}`
    const head = `POST /documents/${this.document}/updates?${query} HTTP/1.1\r\nHost: ${HOST}\r\n` +
      `Cookie: ${this.cookie}\r\nX-CSRFToken: ${this.token}\r\n` +
      `Content-Type: application/octet-stream\r\nContent-Length: ${update.length}\r\n\r\n`
    this.post.write(Buffer.concat([Buffer.from(head), update]))
    const said = await answer
    if (!said.startsWith('HTTP/1.1 200')) throw new Error(said)
  }

  close() {
    if (this.socket) this.socket.destroy()
    if (this.post) this.post.destroy()
  }
}

function message(...parts) {
  const made = encoding.createEncoder()
  for (const part of parts) {
    if (typeof part === 'string') encoding.writeVarString(made, part)
    else if (typeof part === 'number') encoding.writeVarUint(made, part)
    else encoding.writeVarUint8Array(made, part)
  }
  return Buffer.from(encoding.toUint8Array(made))
}

function isUpdate(bytes, named) {
  const read = decoding.createDecoder(bytes)
  if (named) decoding.readVarString(read)
  return decoding.readVarUint(read) === 0 && decoding.readVarUint(read) === 2
}

const SPOKEN = {
  echo: { wrap: (update) => Buffer.from(update), isUpdate: () => true },
  'y-websocket': { wrap: (update) => message(0, 2, update), isUpdate: (b) => isUpdate(b, false) },
  hocuspocus: {
    wrap: (update) => message('text', 0, 2, update),
    isUpdate: (bytes) => isUpdate(bytes, true),
    greet: () => message('text', 2, 0, 'token', '3.4.4')
  }
}

/** `who`: for our own server who types, one after the other. */
export function wire(kind, port, number, { schema, people } = {}) {
  if (SPOKEN[kind]) return new WebSocketWire(port, '/text', SPOKEN[kind])
  TandemWire.schema = schema
  return new TandemWire(port, people[number % people.length])
}
