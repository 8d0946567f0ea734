import { pino } from 'pino'

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
 * `secrets` never appear in a line, wherever they stand in it: a second guard behind the rule that nothing logs them.
 */
export function createLogger(level: LogLevel, secrets: readonly string[] = []): Logger {
  const hidden = secrets.filter((secret) => secret.length >= 6)
  const redact = (line: string) => hidden.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line)
  return pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => void process.stderr.write(redact(line)) },
  )
}

export const silentLogger: Logger = pino({ level: 'silent' })
