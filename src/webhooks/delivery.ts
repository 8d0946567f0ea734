import type { ReadKind } from '../entities/record-to-read.ts'
import type { WebhookOutcome } from '../entities/webhook-count.ts'

/** A record that a webhook names, to be read again. */
export interface NamedRecord {
  kind: ReadKind
  /** As the platform calls it. */
  id: string
  /** Its mappings are to be synced once it is read. */
  wantsSync: boolean
  /** It is said to be deleted. */
  saidDeleted: boolean
}

/** A webhook whose sender is proved and that is to be stored before it is answered. */
export interface Delivery {
  accountId: number
  /** Another one with the same key, while that is known, is the same delivery. */
  key: string
  /** As the key, for what several subscriptions tell. */
  eventKey: string | null
  /** As the key, for what is proved of it: a hash of topic and body. Null: the same again is another delivery. */
  contentKey: string | null
  /** The same topic and body are news again once the reading of its records has begun. */
  mayRepeat: boolean
  topic: string
  /** The JSON as it came; null where nothing of it is needed. */
  body: string | null
  records: NamedRecord[]
  /** Somebody works on it when it is stored: on its records, or on what it orders. */
  isWaiting: boolean
  note: string | null
}

/** What becomes of a request: it is stored and then answered with 200, or answered at once. */
export type Verdict =
  | { kind: 'deliver'; delivery: Delivery }
  | { kind: 'answer'; status: number; outcome: WebhookOutcome; message: string }

export const answer = (status: number, outcome: WebhookOutcome, message: string): Verdict => ({
  kind: 'answer',
  status,
  outcome,
  message,
})

/** The headers of a request, each with all its values. */
export type Headers = NodeJS.Dict<string[]>

/** A header that came exactly once; null when it is missing or came twice, for then nobody knows which one counts. */
export function onlyHeader(headers: Headers, name: string): string | null {
  const values = headers[name]
  return values?.length === 1 ? values[0]! : null
}

/** Where the webhooks of one platform arrive. */
export interface Route {
  accountId: number
  /** What can be refused before the body is read. */
  refuseEarly(headers: Headers): Verdict | null
  judge(headers: Headers, body: Buffer): Verdict
}
