import { useTranslation } from 'react-i18next'
import type { JobType } from '../graphql/types.ts'
import styles from './settings.module.css'

/** The jobs of a schedule, one after the other, with what sets each apart. */
export function Steps({ steps }: { steps: readonly { type: JobType; input: unknown }[] }) {
  const { t } = useTranslation(['settings', 'start', 'common'])
  return (
    <ol className={styles.steps}>
      {steps.map(({ type, input }, index) => {
        const { mode, dryRun } = (input ?? {}) as { mode?: 'FULL' | 'DELTA'; dryRun?: boolean }
        const notes = [mode && t(`start:values.${mode}`), dryRun && t('start:dryRun')].filter(Boolean)
        return (
          // A type can come twice.
          <li key={`${index} ${type}`}>
            {t(`common:type.${type}`)}
            {notes.length > 0 && <span className={styles.soft}> ({notes.join(', ').toLowerCase()})</span>}
          </li>
        )
      })}
    </ol>
  )
}
