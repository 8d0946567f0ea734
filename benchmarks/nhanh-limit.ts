/**
 * How close to Nhanh's own limit does a pull of customers run?
 *
 * The floor is what the limit itself imposes on n requests to one URL, of which it lets 150 through in any 30 seconds and
 * a first burst: 30 s × floor((n - 1) / 150). Each round runs on a new sandbox with the real limit, in a process of its
 * own. The rival keeps to the even pace that the limit allows on average: n requests, 5 a second.
 */
import { runJob } from './support/run-job.ts'
import { median, print, short, spread, table, verdict } from './support/rounds.ts'
import { startSandboxProcess } from './support/sandbox-process.ts'
import { temporaryApp } from './support/temporary-app.ts'

const ROUNDS = 5
/** The sandbox leaves out some on each side, as real shops differ; so many are left. */
const CUSTOMERS = 51_300
const AT_LEAST = 50_000
const BURST = 150
const WINDOW_S = 30

const seconds: number[] = []
let requests = 0
for (let round = 0; round < ROUNDS; round++) {
  await using sandbox = await startSandboxProcess({ products: 1, customers: CUSTOMERS })
  await using server = await temporaryApp(sandbox.platforms)
  const { end, wallMs } = await runJob(server.app, 'PULL_NHANH_CUSTOMERS')
  if (end.processed < AT_LEAST) throw new Error(`only ${end.processed} customers were pulled`)
  if (end.metadata['rateLimitHits'] !== 0) throw new Error('Nhanh refused a request because of its limit')
  seconds.push(wallMs / 1000)
  requests = Number(end.metadata['requests'])
}
const floorS = WINDOW_S * Math.floor((requests - 1) / BURST)
const evenS = requests / (BURST / WINDOW_S)

print(
  `At least ${short(AT_LEAST)} customers of Nhanh, ${requests} requests, ${ROUNDS} rounds: median (least–most)`,
)
table(
  ['', 'seconds', '× the limit'],
  [
    ['the limit itself', short(floorS), '1'],
    ['ours', spread(seconds), spread(seconds.map((one) => one / floorS))],
    ['an even pace', short(evenS), short(evenS / floorS)],
  ],
)
verdict('× the limit', median(seconds) / floorS, '≤', 1.05)
