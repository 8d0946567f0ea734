import type { EntityManager } from '@mikro-orm/postgresql'
import type { AlertService } from '../alerts/alert-service.ts'
import type { JobEvents } from '../events.ts'
import type { HealthService } from '../jobs/health/health-service.ts'
import type { JobService } from '../jobs/job-service.ts'
import type { JobDeletionService } from '../jobs/keeping/deletion-service.ts'
import type { MappingService } from '../jobs/mappings/mapping-service.ts'
import type { ReviewService } from '../jobs/mappings/review-service.ts'
import type { ScheduleService } from '../jobs/schedules/schedule-service.ts'
import type { PlaceService } from '../jobs/sync/place-service.ts'
import type { ProductTraceService } from '../jobs/sync/product-trace.ts'
import type { WriteSwitchService } from '../jobs/sync/write-switch-service.ts'
import type { Locale } from '../locale.ts'
import type { WebhookService } from '../webhooks/webhook-service.ts'
import type { Loaders } from './loaders.ts'

/** What resolvers work with. Nothing in it caches, because the context of a subscription lives for hours. */
export interface Context {
  jobs: JobService
  jobDeletion: JobDeletionService
  mappings: MappingService
  reviews: ReviewService
  places: PlaceService
  schedules: ScheduleService
  writes: WriteSwitchService
  traces: ProductTraceService
  alerts: AlertService
  health: HealthService
  webhooks: WebhookService
  events: JobEvents
  /** To be forked for each read. */
  em: EntityManager
  loaders: Loaders
  /** The reader's language. */
  locale: Locale
}
