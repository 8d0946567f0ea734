/**
 * Every failure that a person may meet has a code. The code is a promise: it is stored in ledgers, filtered by
 * and documented; the message tells the case. `retryable` says whether the same work can succeed later without
 * anyone changing anything.
 */
interface ErrorCodeFacts {
  /** What a shop's operations person does about it. */
  hint: string
  retryable: boolean
}

export const ERROR_CODES = {
  PLATFORM_UNREACHABLE: {
    hint: 'The platform did not answer, or answered with an error of its own. Start the job again later.',
    retryable: true,
  },
  RATE_LIMITED: {
    hint: 'The platform keeps refusing requests because too many were made. Wait some minutes, then start again.',
    retryable: true,
  },
  UNEXPECTED_ANSWER: {
    hint: 'The platform answered in a form that synctrack does not know. Nothing of that answer was kept.',
    retryable: false,
  },
  INVALID_ITEM: {
    hint: 'The platform sent this record with a field that cannot be right. Correct it there and pull again.',
    retryable: false,
  },
  NHANH_TOKEN: {
    hint: 'Nhanh refused the token. A director grants access again, with all warehouses.',
    retryable: false,
  },
  NHANH_ACCESS: {
    hint: 'The Nhanh app lacks a permission. Grant it in Nhanh, then start again.',
    retryable: false,
  },
  NHANH_REFUSED: { hint: 'Nhanh refused the request; the message says why.', retryable: false },
  SHOPIFY_TOKEN: {
    hint: 'Shopify refused the token. Check the credentials of the app and that it is installed on the shop.',
    retryable: false,
  },
  SHOPIFY_ACCESS: {
    hint: 'A permission is missing. Add it to the app, reinstall it, then start again.',
    retryable: false,
  },
  SHOPIFY_REFUSED: { hint: 'Shopify refused the request; the message says why.', retryable: false },
  SHOP_LOCKED: {
    hint: 'Shopify has locked or frozen the shop. Settle that with Shopify first.',
    retryable: false,
  },
  SEARCH_NOT_UNDERSTOOD: {
    hint: 'Shopify ignored a part of the search and would have answered with everything. Correct the search.',
    retryable: false,
  },
  API_VERSION_MISMATCH: {
    hint: 'Shopify answered with another API version than asked for. Set SHOPIFY_API_VERSION to a supported one.',
    retryable: false,
  },
  CURSOR_LOOP: {
    hint: 'The platform keeps sending the same page. What was pulled before stays; start again later.',
    retryable: true,
  },
  BULK_OPERATION_FAILED: {
    hint: 'Shopify could not prepare the data in bulk. Start the job again; it reads page by page when that goes on.',
    retryable: true,
  },
  BULK_RESULT_INCOMPLETE: {
    hint: 'What Shopify prepared in bulk did not arrive whole, so nothing was concluded from it. Start the job again.',
    retryable: true,
  },
  DISK_FULL: {
    hint: 'The disk of the server is full. Make room there, then resume the job.',
    retryable: true,
  },
  IMPLAUSIBLE_DROP: {
    hint: 'Far fewer records came than there were. Look whether they are really gone; nothing was marked as deleted.',
    retryable: true,
  },
  SUDDENLY_EMPTY: {
    hint: 'Nothing came where there were thousands. Check the filter and the permissions of the app at the platform.',
    retryable: true,
  },
  COUNTS_DO_NOT_RECONCILE: {
    hint: 'The counts of this run do not add up, which is a defect of synctrack. Please report it.',
    retryable: true,
  },
  CRASHED_REPEATEDLY: {
    hint: 'The run broke off several times at the same place. Look into the log of the server before starting again.',
    retryable: false,
  },
  SEVERAL_IN_NHANH: {
    hint: 'Several records of Nhanh have this key. Choose in matchReviews, or correct the others in Nhanh.',
    retryable: false,
  },
  SEVERAL_IN_SHOPIFY: {
    hint: 'Several records of Shopify have this key. Choose in matchReviews, or correct the others in Shopify.',
    retryable: false,
  },
  ALREADY_LINKED: {
    hint: 'The only record with this key is linked to another. Decide in matchReviews, or unlink that one.',
    retryable: false,
  },
  REPLACED: {
    hint: 'The record that it was linked to is gone, and a new one has its key. Accept it in matchReviews.',
    retryable: false,
  },
  KEYS_DISAGREE: {
    hint: 'SKU and barcode lead to different records. Correct one of them, or decide in matchReviews.',
    retryable: false,
  },
  NAME_DISAGREES: {
    hint: 'The phone is the same and the name is another. Decide in matchReviews whether it is one person.',
    retryable: false,
  },
  NOTE_ONLY: {
    hint: 'The phone stands only in a note. Decide in matchReviews whether it is the same person.',
    retryable: false,
  },
  INTERNAL: { hint: 'A defect of synctrack. Please report it with the id of the job.', retryable: true },
} as const satisfies Record<string, ErrorCodeFacts>

export type ErrorCode = keyof typeof ERROR_CODES

/** A failure with a code of {@link ERROR_CODES}. Its message never holds a secret. */
export class CodedError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'CodedError'
    this.code = code
  }
  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable
  }
  get hint(): string {
    return ERROR_CODES[this.code].hint
  }
}

/** The text of anything that was thrown, for logs. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(messageOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

const NETWORK_ERRORS = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH'.split(' '),
)

/**
 * Whether the database could not be reached, was shutting down or had no room, as opposed to a statement that it refused. Work that
 * failed so may go on where its last commit ended. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  // A CodedError is a judgement already: beneath a platform's lies the platform's own ECONNREFUSED.
  for (let cause = error; cause instanceof Error && !(cause instanceof CodedError); cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : ''
    if (/^(08|53|57P|25006)/.test(code)) return true
    if (NETWORK_ERRORS.has(code)) return true
    if (
      /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
        cause.message,
      )
    ) {
      return true
    }
  }
  return false
}
