import { useTranslation } from 'react-i18next'
import { notify } from '../design/notices.tsx'
import { useFormats } from '../formats/formats.ts'
import type { ScheduleInput } from '../graphql/types.ts'
import { useAnswer, type AnswerProblem } from '../graphql/use-answer.ts'
import { SettingsSetScheduleDocument } from './settings.graphql.ts'

/** Saves a schedule, and tells when it runs next. */
export function useSaveSchedule(): {
  /** Whether it is saved; where it is not, there is a problem. */
  save: (input: ScheduleInput) => Promise<boolean>
  isSaving: boolean
  problem: AnswerProblem | null
} {
  const { t } = useTranslation('settings')
  const formats = useFormats()
  const { ask, isAsking, problem } = useAnswer()
  const save = async (input: ScheduleInput) => {
    const done = await ask(SettingsSetScheduleDocument, { input })
    if (!done) return false
    const { name, nextRunAt } = done.schedule
    notify({
      tone: 'good',
      text: nextRunAt
        ? t('schedules.added', { name, moment: formats.moment(nextRunAt) })
        : t('schedules.saved', { name }),
    })
    return true
  }
  return { save, isSaving: isAsking, problem }
}
