import type { EntityManager } from '@mikro-orm/postgresql'
import type { JobEvents } from '../events.ts'
import type { JobService } from '../jobs/job-service.ts'
import type { Loaders } from './loaders.ts'

/** What resolvers work with. Nothing in it caches, because the context of a subscription lives for hours. */
export interface Context {
  jobs: JobService
  events: JobEvents
  /** To be forked for each read. */
  em: EntityManager
  loaders: Loaders
}
