import type { EntityManager } from '@mikro-orm/postgresql'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { Platform } from '../entities/account.ts'
import type { CallOptions } from '../integrations/call.ts'
import type { Words } from '../locale.ts'
import type { JobProgress } from './job-progress.ts'
import type { Relation } from './job-relations.ts'
import type { PlatformConnections } from './platforms.ts'
import type { SyncSettings } from './sync/sync-settings.ts'

/** What a job type is handed for one run. */
export interface JobContext<Input, Platforms extends Platform = Platform> {
  jobId: number
  input: Input
  /** Where the last committed batch ended; null at the beginning. Opaque to all but the job type. */
  checkpoint: unknown
  /** Aborted with an Interruption when the run must end: it is paused or cancelled, or the server stops. */
  signal: AbortSignal
  /** The platforms that the job type named, connected. */
  platforms: Pick<PlatformConnections, Platforms>
  /** The only way to the job's row. */
  progress: JobProgress
  /** A fork of its own. */
  em: EntityManager
}

/** What a job type is handed when one of its jobs is cancelled. */
export interface CancelledContext<Input, Platforms extends Platform = Platform> extends Pick<
  JobContext<Input, Platforms>,
  'jobId' | 'input' | 'checkpoint' | 'platforms' | 'em'
> {
  /** For what the cancelled run had still to note: only {@link JobProgress.conclude} and log. */
  progress: JobProgress
  /** Aborted after ten seconds. */
  signal: AbortSignal
  /** For the platforms' clients; it carries the signal. */
  call: CallOptions
}

/**
 * A job type is a value. `run` is a loop of batches: each is handed to `progress.batch`, which commits its rows, the
 * counts and the checkpoint together. After a crash at any instant `run` is called again with the last checkpoint.
 * It returns when the work is done and throws a CodedError when it cannot be.
 */
export interface JobType<Input extends object = object, Platforms extends Platform = Platform> {
  /** A promise to the database and the API: never renamed. */
  type: string
  /** For people: "Pull Nhanh Products". */
  label: string
  description: string
  /** Field types that GraphQL has and JSON has not are named in types/input-fields.ts. */
  input: z.ZodType<Input>
  /** The platforms that it needs; a start without them is refused. */
  platforms: readonly Platforms[]
  /**
   * What it holds from QUEUED until it is settled, as `<account id>:<what>`: no two active jobs share one. Empty for
   * a job that disturbs nobody.
   */
  resources(input: Input, accountIds: Record<Platforms, number>): string[]
  /**
   * Asks the platform, or the database, about an input before the job is accepted, and returns what is wrong with it.
   * When it throws a CodedError, the platform cannot be asked now: that does not block the start.
   */
  check?(
    input: Input,
    platforms: Pick<PlatformConnections, Platforms>,
    call: CallOptions,
    db: Kysely<unknown>,
  ): Promise<{ field: string; message: Words }[]>
  /** The earlier jobs that it rests on; stored together with it. */
  relations?(input: Input): Relation[]
  run(context: JobContext<Input, Platforms>): Promise<void>
  /**
   * It writes to Shopify, unless it is a dry run, so it is started only while that is switched on. Returns why the
   * configuration keeps it from writing; null when it does not.
   */
  writes?(settings: SyncSettings, input: Input): Words | null
  /**
   * It reads everything afresh whenever it goes on, so that what it has counted and listed stays true however old its
   * checkpoint is.
   */
  readsAfresh?: true
  /**
   * Ends at a platform what a cancelled job left there (a bulk operation), before the job is CANCELLED; not called when
   * it is paused. What it throws is logged and changes nothing. Called again when the server died in it, so it must be
   * repeatable.
   */
  cancelled?(context: CancelledContext<Input, Platforms>): Promise<void>
}

/** Keeps the input's and the platforms' types together; the value is the job type itself. */
export function defineJob<Input extends object, const Platforms extends Platform>(
  definition: JobType<Input, Platforms>,
): JobType<Input, Platforms> {
  return definition
}
