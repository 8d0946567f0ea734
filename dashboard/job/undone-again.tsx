import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Problem } from '../design/problem.tsx'
import { useFormats } from '../formats/formats.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { JobRestScheduleDocument } from './job-follow-up.graphql.ts'
import styles from './undone-again.module.css'

export interface WritingAgain {
  readonly id: string
  readonly name: string
  readonly nextRunAt: string | null
}

/** The schedules that would write again what an undo puts back; each can be let rest. */
export function UndoneAgain({ schedules }: { schedules: readonly WritingAgain[] }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const [resting, setResting] = useState<readonly string[]>([])
  const { ask, isAsking, problem } = useAnswer()
  const rest = async (id: string) => {
    if (await ask(JobRestScheduleDocument, { id })) setResting((ids) => [...ids, id])
  }
  return (
    <>
      <p>{t('undo.againText')}</p>
      {problem && <Problem problem={problem} />}
      <ul className={styles.schedules}>
        {schedules.map(({ id, name, nextRunAt }) => (
          <li key={id} className={styles.schedule}>
            <span className={styles.words}>
              <strong>{name}</strong>
              {nextRunAt !== null && !resting.includes(id) && (
                <span className={styles.next}>
                  {t('undo.nextRun', { moment: formats.moment(nextRunAt) })}
                </span>
              )}
            </span>
            {resting.includes(id) ? (
              <span role="status">{t('undo.resting')}</span>
            ) : (
              <Button
                size="small"
                isDisabled={isAsking}
                aria-label={t('undo.restName', { name })}
                onPress={() => void rest(id)}
              >
                {t('undo.rest')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
