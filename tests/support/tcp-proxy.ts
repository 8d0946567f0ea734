import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A way to a TCP server that a test can cut: for a database that goes away and comes back. */
export interface TcpProxy extends AsyncDisposable {
  port: number
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>
  mend(): Promise<void>
}

/** A connection through the proxy, for a spy. */
export interface ProxiedConnection {
  /** Ends it on both sides. */
  cut(): void
  /** Nothing of what the server says reaches the client any more. */
  deafen(): void
}

/** `spy` sees what clients send, before the server does; what it answers false to is not passed on. */
export async function startTcpProxy(
  target: { host: string; port: number },
  spy: (text: string, connection: ProxiedConnection) => boolean = () => true,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let server: Server
  const listen = async (port: number) => {
    server = createServer((client) => {
      const upstream = connect(target)
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(socket)
        socket.on('error', () => other.destroy())
        socket.on('close', () => {
          sockets.delete(socket)
          other.destroy()
        })
      }
      let deaf = false
      const connection = {
        cut: () => void (client.destroy(), upstream.destroy()),
        deafen: () => void (deaf = true),
      }
      client.on('data', (chunk: Buffer) => {
        if (spy(chunk.toString('latin1'), connection)) upstream.write(chunk)
      })
      upstream.on('data', (chunk: Buffer) => {
        if (!deaf) client.write(chunk)
      })
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const cut = async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const port = await listen(0)
  return {
    port,
    cut,
    mend: async () => void (await listen(port)),
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await cut()
    },
  }
}
