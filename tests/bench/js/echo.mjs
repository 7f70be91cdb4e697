// The floor: what comes from one is sent to all others, unread and unkept.
import { WebSocketServer } from 'ws'
const server = new WebSocketServer({ port: +process.argv[2], host: '127.0.0.1' })
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    for (const other of server.clients) if (other !== socket) other.send(data)
  })
})
