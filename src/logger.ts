import { pino } from 'pino'
import { maskPersonal } from './masking.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The part of pino's logger that the project uses: `log.info({ jobId }, 'text')`. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  child(fields: object): Logger
}

/**
 * A logger that writes JSON lines to standard error, so that standard output stays for what a person reads.
 * Wherever they stand in a line, `secrets` never appear (a second guard behind the rule that nothing logs them), and phone
 * numbers and e-mail addresses appear masked.
 */
export function createLogger(level: LogLevel, secrets: readonly string[] = []): Logger {
  const hidden = secrets.filter((secret) => secret.length >= 6)
  const redact = (text: string) => hidden.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
  // Texts as they were before JSON escaped them; a number is no phone, and what names a field is none either.
  const censor = (_key: string, value: unknown) =>
    typeof value === 'string' ? maskPersonal(redact(value)) : value
  const write = (line: string) =>
    void process.stderr.write(`${redact(JSON.stringify(JSON.parse(line, censor)))}\n`)
  return pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, { write })
}

export const silentLogger: Logger = pino({ level: 'silent' })
