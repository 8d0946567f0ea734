/** A business error of Nhanh: HTTP 200 with `code: 0`. */
export class NhanhError extends Error {
  readonly errorCode: string
  /** A text, texts, or field → text: Nhanh sends all three. */
  readonly messages: string | string[] | Record<string, string>

  constructor(errorCode: string, messages: string | string[] | Record<string, string>) {
    super(`${errorCode}: ${JSON.stringify(messages)}`)
    this.errorCode = errorCode
    this.messages = messages
  }
}

/** ERR_INVALID_FORM_FIELDS for one field. */
export function invalidField(field: string, text: string): NhanhError {
  return new NhanhError('ERR_INVALID_FORM_FIELDS', { [field]: `${field} ${text}` })
}
