import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../design/page.tsx'
import type { JobHeadFragment } from '../graphql/types.ts'
import { FactValue, MatchedFacts } from './fact-value.tsx'
import { factsOf, isMatched, isRecord } from './facts.ts'
import styles from './facts-panel.module.css'

/** What a job was asked for and what it reports, in words. */
export const FactsPanel = memo(function FactsPanel({
  input,
  metadata,
}: Pick<JobHeadFragment, 'input' | 'metadata'>) {
  const { t } = useTranslation('job')
  const filters = isRecord(metadata) ? metadata['filters'] : null
  return (
    <Panel title={t('facts.title')}>
      <div className={styles.panel}>
        <section aria-label={t('facts.input')}>
          <h3>{t('facts.input')}</h3>
          <Facts values={input} nothing={t('facts.noInput')} />
        </section>
        <section aria-label={t('facts.report')}>
          <h3>{t('facts.report')}</h3>
          <Facts
            values={isRecord(metadata) ? withoutFilters(metadata) : metadata}
            nothing={t('facts.noReport')}
          />
          {isRecord(filters) && Object.keys(filters).length > 0 && (
            <>
              <h3>{t('facts.filters')}</h3>
              <Facts values={filters} nothing="" />
            </>
          )}
        </section>
      </div>
    </Panel>
  )
})

function Facts({ values, nothing }: { values: unknown; nothing: string }) {
  const { t } = useTranslation(['job', 'common'])
  const facts = factsOf(values)
  if (facts.length === 0) return <p className={styles.nothing}>{nothing}</p>
  const plain = facts.filter(({ value }) => !isMatched(value))
  const matched = facts.filter(({ value }) => isMatched(value))
  return (
    <>
      {plain.length > 0 && (
        <dl className={styles.facts}>
          {plain.map(({ name, known, value }) => (
            <div key={name}>
              <dt>{known ? t(`facts.${known}`) : <code>{name}</code>}</dt>
              <dd>
                <FactValue name={known} value={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {matched.map(
        ({ name, value }) => isMatched(value) && <MatchedFacts key={name} side={name} value={value} />,
      )}
    </>
  )
}

function withoutFilters({ filters: _filters, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest
}
