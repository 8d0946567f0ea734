import { ERROR_CODES, type ErrorCode } from './error-codes.ts'

export { ERROR_CODES, type ErrorCode }

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
