// Hocuspocus as it comes, without an extension: it keeps nothing on disk.
import { Server } from '@hocuspocus/server'
await new Server({ port: +process.argv[2], address: '127.0.0.1', quiet: true }).listen()
