import { Cron } from 'croner'
import { words, type Words } from '../../locale.ts'

/** When a schedule is due. */
export interface Timetable {
  /** The first due moment behind this one. */
  nextAfter(moment: Date): Date
  /** The last due moment behind `after` and not behind `until`; null when there is none. */
  latest(after: Date, until: Date): Date | null
  /** How many due moments lie between the two, up to `most`. */
  countBetween(after: Date, before: Date, most: number): number
  /** Milliseconds between this due moment and the nearer one of its neighbours. */
  intervalMs(due: Date): number
}

export interface TimetableIssue {
  field: 'cron' | 'timeZone'
  message: Words
}

/** Minute, hour, day of the month, month, day of the week; a question mark would mean the moment of reading. */
const FIVE_FIELDS = /^[^\s?@]+( [^\s?@]+){4}$/
const LONGEST = 100

/**
 * Reads a cron expression of five fields in an IANA time zone. Times that daylight saving leaves out or doubles are
 * croner's: an expression of fixed times (`30 2 * * *`) is due once on such days, at the first time behind the gap or
 * at the first of the two; one with a wildcard or step in its minute or hour goes by the time that passes.
 */
export function readTimetable(expression: string, timeZone: string): Timetable | TimetableIssue {
  if (!isTimeZone(timeZone)) {
    const shown = quoted(timeZone)
    const message = words(
      `${shown} is not a time zone; write one of the IANA database, for example Asia/Ho_Chi_Minh`,
      `${shown} không phải là múi giờ; hãy ghi theo danh mục IANA, ví dụ Asia/Ho_Chi_Minh`,
    )
    return { field: 'timeZone', message }
  }
  const shown = quoted(expression)
  if (!FIVE_FIELDS.test(expression) || expression.length > LONGEST) {
    const message = words(
      `${shown} is not a cron expression of five fields; write for example 30 2 * * *`,
      `${shown} không phải là biểu thức cron gồm năm phần; hãy ghi như 30 2 * * *`,
    )
    return { field: 'cron', message }
  }
  try {
    const options = {
      timezone: timeZone,
      mode: '5-part',
      fixedTimeRule: 'no-wildcard',
      paused: true,
    } as const
    const cron = new Cron(expression, options)
    if (cron.nextRun()) return build(cron)
    const message = words(`${shown} never comes due`, `${shown} không bao giờ đến giờ chạy`)
    return { field: 'cron', message }
  } catch (error) {
    // Only the parser's author knows the reason, and says it in English.
    const reason = (error as Error).message.replace(/^CronPattern: /, '')
    const message = words(
      `${shown} is not a cron expression: ${reason}`,
      `${shown} không phải là biểu thức cron đúng; hãy ghi như 30 2 * * *`,
    )
    return { field: 'cron', message }
  }
}

/** Of what was read before it was stored. */
export function timetableOf({ cron, timeZone }: { cron: string; timeZone: string }): Timetable {
  const timetable = readTimetable(cron, timeZone)
  if ('field' in timetable) throw new Error(timetable.message.en)
  return timetable
}

function build(cron: Cron): Timetable {
  const previous = (moment: Date) => cron.previousRuns(1, moment)[0] ?? null
  const latest = (after: Date, until: Date) => {
    // A millisecond later, for what is due at the very moment counts.
    const due = previous(new Date(until.getTime() + 1))
    return due && due > after ? due : null
  }
  return {
    nextAfter: (moment) => cron.nextRun(moment)!,
    latest,
    countBetween(after, before, most) {
      let count = 0
      for (let due = previous(before); due && due > after && count < most; due = previous(due)) count += 1
      return count
    },
    intervalMs(due) {
      const gaps = [cron.nextRun(due)!.getTime() - due.getTime()]
      const before = previous(due)
      if (before) gaps.push(due.getTime() - before.getTime())
      return Math.min(...gaps)
    },
  }
}

/** Whether it is a name of the IANA database. */
export function isTimeZone(name: string): boolean {
  // Names only: croner does not know offsets such as +07:00, and an empty name is the server's own zone to it.
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return false
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

const quoted = (text: string) => JSON.stringify(text.slice(0, LONGEST))
