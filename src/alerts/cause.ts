import type { AlertFacts } from '../entities/alert.ts'

/** Something that a person should know and that is true now. `accountIds` ascend; with them, cause and key say which. */
export type HeldCause = AlertFacts & { key: string; accountIds: number[] }

/** An alert that has not been closed. */
export type OpenAlert = HeldCause & { id: number }

/**
 * Looks at one thing that can go wrong and tells the causes that hold now. It is handed all open alerts, and hands back
 * those of its own that go on; so it does with all of its own when it cannot tell now.
 */
export type CauseSource = (open: readonly OpenAlert[]) => Promise<HeldCause[]>
