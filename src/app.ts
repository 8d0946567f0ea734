import { join } from 'node:path'
import { sql } from 'kysely'
import { AlertService } from './alerts/alert-service.ts'
import { AlertWatch } from './alerts/alert-watch.ts'
import { alertChannels } from './alerts/channels.ts'
import { cleanText } from './alerts/clean-text.ts'
import { oldAlerts } from './alerts/old-alerts.ts'
import type { Config } from './config.ts'
import { connectPlatforms, openSandbox } from './connect-platforms.ts'
import { dashboardFiles } from './dashboard-files.ts'
import { closeDatabase, openDatabase } from './database.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { JobEvents } from './events.ts'
import { createExportServer } from './export/export-server.ts'
import { createGraphQLServer } from './graphql-server.ts'
import type { Tuning } from './integrations/call.ts'
import { HealthService } from './jobs/health/health-service.ts'
import { JobRunner } from './jobs/job-runner.ts'
import { JobService } from './jobs/job-service.ts'
import { JobDeletionService } from './jobs/keeping/deletion-service.ts'
import { Housekeeping } from './jobs/keeping/housekeeping.ts'
import type { DeletedJob } from './jobs/keeping/job-deletion.ts'
import { keepingRules } from './jobs/keeping/keeping-rules.ts'
import { MappingService } from './jobs/mappings/mapping-service.ts'
import { ReviewService } from './jobs/mappings/review-service.ts'
import type { Platforms } from './jobs/platforms.ts'
import { removeOldDownloads } from './jobs/pull/old-downloads.ts'
import { createInProcessQueue } from './jobs/queue/in-process-queue.ts'
import { RunnerLock } from './jobs/runner-lock.ts'
import { oldScheduleRuns } from './jobs/schedules/old-runs.ts'
import { overdueSchedules } from './jobs/schedules/schedule-queries.ts'
import { Scheduler } from './jobs/schedules/scheduler.ts'
import { ScheduleService } from './jobs/schedules/schedule-service.ts'
import { FollowUps } from './jobs/sync/follow-ups.ts'
import { PlaceService } from './jobs/sync/place-service.ts'
import { ProductTraceService } from './jobs/sync/product-trace.ts'
import { WriteSwitchService } from './jobs/sync/write-switch-service.ts'
import { JOB_TYPES } from './jobs/types/job-types.ts'
import type { Logger } from './logger.ts'
import { createLoaders } from './schema/loaders.ts'
import { startServer } from './server.ts'
import { OLD_WEBHOOKS } from './webhooks/old-deliveries.ts'
import { WebhookService } from './webhooks/webhook-service.ts'
import { WebhookWork } from './webhooks/webhook-work.ts'
import { receiveWebhooks, type WebhookTimes } from './webhooks/webhooks.ts'

export interface App {
  url: string
  /** Where webhooks are received; null when they are not. */
  webhookUrl: string | null
  /** Where the data lies, for a person. */
  dataLocation: string
  /** What the sandbox shows; null when the real platforms are connected. */
  sandbox: string | null
  platforms: Platforms
  events: JobEvents
  scheduler: Scheduler
  alertWatch: AlertWatch
  /** Stops taking requests, lets the jobs end at their next batch, then closes what they stood on. */
  stop(): Promise<void>
}

export interface AppOptions {
  log: Logger
  /** Delays and bounds of the platform clients; tests make them small. */
  tuning?: Tuning
  /** From so many records on, a full pull of Shopify reads in bulk. */
  bulkFrom?: number
  /** From so many customers on, a sync writes them in bulk. */
  customersInBulkFrom?: number
  /** How often to look for what is to be started by itself. */
  followUpEveryMs?: number
  /** How often to look for schedules that are due. */
  schedulesEveryMs?: number
  /** How often to look for what a person should be told. */
  alertEveryMs?: number
  /** The clock of what is to happen at some time; tests steer it. */
  now?: () => Date
  /** How often to look what webhooks have left to be done and to store their counts, and how long one may take to arrive. */
  webhookTimes?: { workEveryMs?: number } & WebhookTimes
  /** How often to look for what is kept no longer. */
  keepEveryMs?: number
  /** The embedded database ended and cannot be restarted. */
  onCrash?: (error: Error) => void
}

/** Below, reading page by page is done before Shopify has prepared anything. */
const BULK_FROM = 10_000
/** Below, the calls of some customers each are done before a bulk operation has begun. */
const CUSTOMERS_IN_BULK_FROM = 500
const FOLLOW_UP_EVERY_MS = 15_000
const SCHEDULES_EVERY_MS = 1_000
const ALERT_EVERY_MS = 30_000
const WEBHOOK_WORK_EVERY_MS = 2_000
const KEEP_EVERY_MS = 3_600_000

/** Builds each part once and wires it. What was built is taken down again when a later part fails. */
export async function startApp(
  config: Config,
  {
    log,
    tuning,
    bulkFrom = BULK_FROM,
    customersInBulkFrom = CUSTOMERS_IN_BULK_FROM,
    followUpEveryMs = FOLLOW_UP_EVERY_MS,
    schedulesEveryMs = SCHEDULES_EVERY_MS,
    alertEveryMs = ALERT_EVERY_MS,
    now = () => new Date(),
    webhookTimes = {},
    keepEveryMs = KEEP_EVERY_MS,
    onCrash,
  }: AppOptions,
): Promise<App> {
  const parts = new AsyncDisposableStack()
  try {
    // First what can be wrong without leaving anything behind: the catalogue is read before a database is made.
    const sandbox = await openSandbox(config, parts)
    const database = await connectDatabase(config, parts, log, onCrash)
    const orm = await openDatabase(database.url)
    parts.defer(() => closeDatabase(orm))
    const downloads = join(config.dataDir, 'downloads')
    await removeOldDownloads(downloads)
    const platforms = await connectPlatforms(
      orm,
      { log, tuning },
      { bulkFrom, downloads, sync: { ...config.sync, customersInBulkFrom } },
      sandbox?.platforms ?? config,
      sandbox !== null,
    )

    const events = parts.use(new JobEvents())
    const em = orm.em.fork()
    const queue = createInProcessQueue()
    const types = new Map(JOB_TYPES.map((type) => [type.type, type]))
    const jobs = new JobService({ em, events, types, platforms, queue })
    const lock = new RunnerLock(database.url, log)
    const runner = new JobRunner({ em, events, types, platforms, queue, lock, log })
    parts.defer(() => runner.stop())
    await runner.start()

    const followUps = new FollowUps({ em, platforms, jobs, log, everyMs: followUpEveryMs })
    parts.defer(() => followUps.stop())
    followUps.start()

    const scheduling = { em, events, types, platforms, queue, log, now }
    const scheduler = new Scheduler({ ...scheduling, everyMs: schedulesEveryMs })
    parts.defer(() => scheduler.stop())
    scheduler.start()
    const telling = {
      platforms,
      channels: alertChannels(config.alerts),
      language: config.alerts.language,
      clean: cleanText(config.secrets),
      now,
    }
    const alertWatch = new AlertWatch({
      ...telling,
      em,
      jobs,
      overdueSchedules: () => overdueSchedules(em.fork().getKysely<unknown>(), platforms.accountIds, now()),
      log,
      everyMs: alertEveryMs,
    })
    parts.defer(() => alertWatch.stop())
    alertWatch.start()
    const { workEveryMs = WEBHOOK_WORK_EVERY_MS, ...receiveTimes } = webhookTimes
    const webhookWork = new WebhookWork({ em, platforms, jobs, log, everyMs: workEveryMs })
    parts.defer(() => webhookWork.stop())
    webhookWork.start()
    const receive = config.webhooks && { ...config.webhooks, ...sandbox?.webhookSecrets }
    const reception = receive && (await receiveWebhooks(receive, { em, platforms, log, times: receiveTimes }))
    if (reception) parts.defer(() => reception.close())
    const webhookUrl = reception?.url ?? null
    if (webhookUrl !== null) sandbox?.sendWebhooksTo(webhookUrl)
    const onDeleted = (deleted: DeletedJob[]) => {
      for (const { id: jobId, type, seq } of deleted)
        events.publish({ jobId, type, seq, statusChanged: true })
    }
    const { accountIds } = platforms
    const { jobsDays } = config.keeping
    const rules = [
      ...keepingRules(config.keeping, accountIds, onDeleted),
      oldScheduleRuns(jobsDays, accountIds),
      oldAlerts(jobsDays, accountIds),
      ...OLD_WEBHOOKS,
    ]
    const housekeeping = new Housekeeping({ em, rules, log, everyMs: keepEveryMs, now })
    parts.defer(() => housekeeping.stop())
    housekeeping.start()

    const places = new PlaceService({ em, platforms })
    const writes = new WriteSwitchService({ em, platforms })
    const graphql = createGraphQLServer(
      {
        jobs,
        jobDeletion: new JobDeletionService({ em, jobs, housekeeping, onDeleted, now }),
        mappings: new MappingService({ em, platforms }),
        reviews: new ReviewService({ em, platforms }),
        places,
        schedules: new ScheduleService(scheduling),
        writes,
        traces: new ProductTraceService({ em, platforms }),
        alerts: new AlertService(telling),
        health: new HealthService({ em, platforms, places, writes, now }),
        webhooks: new WebhookService({ em, platforms, url: webhookUrl }),
        events,
        em,
        loaders: createLoaders(em, jobs),
      },
      log,
    )
    const isReady = () =>
      sql`select 1`.execute(em.fork().getKysely<unknown>()).then(
        () => true,
        () => false,
      )
    const { host, port, allowedOrigins } = config
    const dashboard = dashboardFiles()
    const exports = createExportServer({ em, jobs, log, now })
    const server = await startServer({ host, port, allowedOrigins, graphql, exports, dashboard, isReady })
    parts.defer(() => server.close())
    return {
      url: server.url,
      webhookUrl,
      dataLocation: database.location,
      sandbox: sandbox?.description ?? null,
      platforms,
      events,
      scheduler,
      alertWatch,
      stop: () => parts.disposeAsync(),
    }
  } catch (error) {
    await parts.disposeAsync()
    throw error
  }
}

async function connectDatabase(
  config: Config,
  parts: AsyncDisposableStack,
  log: Logger,
  onCrash: AppOptions['onCrash'],
): Promise<{ url: string; location: string }> {
  if (config.databaseUrl !== null) {
    const { host, pathname } = new URL(config.databaseUrl)
    return { url: config.databaseUrl, location: `PostgreSQL at ${host}${pathname}` }
  }
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log, onCrash })
  parts.defer(() => postgres.stop())
  return postgres
}
