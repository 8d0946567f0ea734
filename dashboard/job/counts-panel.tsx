import { useTranslation } from 'react-i18next'
import { Panel } from '../design/page.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobHeadFragment } from '../graphql/types.ts'
import styles from './counts-panel.module.css'

const PARTS = ['created', 'updated', 'unchanged', 'skipped', 'failed'] as const
const WOULD = { created: 'wouldCreate', updated: 'wouldUpdate' } as const

/** What became of the items: the parts, and that they add up. */
export function CountsPanel({ job }: { job: JobHeadFragment }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const labelOf = (part: (typeof PARTS)[number]) =>
    t(`counts.${job.dryRun && part in WOULD ? WOULD[part as keyof typeof WOULD] : part}`)
  return (
    <Panel title={t('counts.title')}>
      <div className={styles.counts}>
        <div className={styles.bar} aria-hidden="true">
          {PARTS.filter((part) => job[part] > 0).map((part) => (
            <span key={part} className={styles[part]} style={{ flexGrow: job[part] }} />
          ))}
        </div>
        <dl className={styles.parts}>
          {PARTS.map((part) => (
            <div key={part} className={job[part] === 0 ? styles.zero : undefined}>
              <dt>
                <span className={[styles.mark, styles[part]].join(' ')} aria-hidden="true" />
                {labelOf(part)}
              </dt>
              <dd>{formats.number(job[part])}</dd>
            </div>
          ))}
          <div className={styles.sum}>
            <dt>{t('counts.processed')}</dt>
            <dd>{formats.number(job.processed)}</dd>
          </div>
        </dl>
      </div>
    </Panel>
  )
}
