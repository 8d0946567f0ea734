import type { AlertFacts } from '../entities/alert.ts'

/** Something that a person should know and that is true now. `accountIds` ascend; with them, cause and key say which. */
export type HeldCause = AlertFacts & { key: string; accountIds: number[] }

/** An alert that has not been closed. */
export type OpenAlert = HeldCause & { id: number }

/** One thing that can go wrong. */
export interface CauseSource {
  /** What is looked at, for the log. */
  name: string
  /** Whether an open alert is of this source. */
  owns(alert: OpenAlert): boolean
  /**
   * The causes that hold now. It is handed its own open alerts, and hands back those that go on: all of them when it
   * cannot tell now. When it rejects, they all go on too.
   */
  look(own: readonly OpenAlert[]): Promise<HeldCause[]>
}
