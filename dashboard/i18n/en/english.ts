import { common } from './common.ts'
import { job } from './job.ts'
import { jobs } from './jobs.ts'
import { mappings } from './mappings.ts'
import { matches } from './matches.ts'
import { overview } from './overview.ts'
import { places } from './places.ts'
import { problem } from './problem.ts'
import { records } from './records.ts'
import { settings } from './settings.ts'
import { start } from './start.ts'
import { trace } from './trace.ts'

export const english = {
  common,
  job,
  jobs,
  mappings,
  matches,
  overview,
  places,
  problem,
  records,
  settings,
  start,
  trace,
}
