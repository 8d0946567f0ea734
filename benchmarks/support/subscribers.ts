/** A process full of subscribers: counts what reaches them. Started by {@link subscribers}. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { WebSocket } from 'ws'

interface Wanted {
  url: string
  count: number
  query: string
}

export interface Subscribers extends AsyncDisposable {
  /** Messages since the last time. */
  received(): Promise<number>
}

/** So many WebSockets in a process of their own, each subscribed to the query; resolves when all of them are. */
export async function subscribers(wanted: Wanted): Promise<Subscribers> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), [JSON.stringify(wanted)])
  await once(child, 'message')
  return {
    async received() {
      child.send('count')
      return ((await once(child, 'message')) as [number])[0]
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

const [argument] = process.argv.slice(2)
if (process.send && argument) {
  const { url, count, query } = JSON.parse(argument) as Wanted
  let received = 0
  const subscribe = JSON.stringify({ id: '1', type: 'subscribe', payload: { query } })
  const open = async () => {
    const socket = new WebSocket(url, GRAPHQL_TRANSPORT_WS_PROTOCOL)
    await once(socket, 'open')
    socket.send('{"type":"connection_init"}')
    await once(socket, 'message')
    socket.send(subscribe)
    socket.on('message', () => (received += 1))
  }
  for (let opened = 0; opened < count; opened += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - opened) }, open))
  }
  process.on('message', () => {
    process.send!(received)
    received = 0
  })
  process.send('ready')
}
