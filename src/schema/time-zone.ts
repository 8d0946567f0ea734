import { DEFAULT_TIME_ZONE } from '../jobs/schedules/suggested-schedules.ts'
import { isTimeZone } from '../jobs/schedules/timetable.ts'
import { badInput } from './builder.ts'

/** The argument timeZone of a query, refused where it names no zone. */
export function checkedTimeZone(timeZone: string): string {
  if (isTimeZone(timeZone)) return timeZone
  const shown = JSON.stringify(timeZone.slice(0, 100))
  throw badInput(
    `timeZone: ${shown} is not a time zone of the IANA database, for example ${DEFAULT_TIME_ZONE}`,
  )
}
