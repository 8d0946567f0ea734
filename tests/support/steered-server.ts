import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraphQLClient } from 'graphql-request'

/** A server whose schedules go by a clock of the test's, as a process of its own, so that it can be killed for real. */
export interface SteeredServer extends AsyncDisposable {
  http: GraphQLClient
  /** Sets the clock; resolves when the server has begun what is due then. */
  at(now: Date): Promise<void>
  /** Sets the clock and waits for nothing. */
  setClock(now: Date): void
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>
}

/** Resolves when it serves and has begun what was due when its clock started. */
export async function startSteeredServer(
  variables: Record<string, string>,
  now: Date,
): Promise<SteeredServer> {
  return prepareSteeredServer(variables).start(now)
}

/** A process that has read its code and does nothing yet. */
export interface PreparedServer extends AsyncDisposable {
  /** Resolves when it serves and has begun what was due when its clock started. */
  start(now: Date): Promise<SteeredServer>
}

/** Prepares a server beside one that runs, so that it can follow on it at once. */
export function prepareSteeredServer(variables: Record<string, string>): PreparedServer {
  const child = fork(new URL('steered-server-child.ts', import.meta.url), {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      LOG_LEVEL: 'error',
      // A killed process would else compile what the one before it has compiled.
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const setClock = (moment: Date) => void child.send(moment.toISOString())
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await exited
  }
  return {
    async start(now) {
      const serves = message(child, (told: { url?: string }) => told.url !== undefined)
      setClock(now)
      const { url } = await serves
      return {
        http: new GraphQLClient(`${url}/graphql`),
        async at(moment) {
          const looked = message(child, (told: { looked?: string }) => told.looked === moment.toISOString())
          setClock(moment)
          await looked
        },
        setClock,
        kill,
        [Symbol.asyncDispose]: kill,
      }
    },
    [Symbol.asyncDispose]: kill,
  }
}

/** The first message of the child that is wanted; rejects when the child ends before. */
async function message<Message>(child: ChildProcess, isWanted: (told: Message) => boolean): Promise<Message> {
  const { promise, resolve, reject } = Promise.withResolvers<Message>()
  const take = (told: unknown) => {
    if (isWanted(told as Message)) resolve(told as Message)
  }
  const end = () => reject(new Error('the server ended'))
  child.on('message', take)
  child.once('exit', end)
  try {
    return await promise
  } finally {
    child.off('message', take)
    child.off('exit', end)
  }
}
