import { ChevronDown } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure'
import { DisclosureGroup } from 'react-aria-components/DisclosureGroup'
import { useTranslation } from 'react-i18next'
import { Panel } from '../design/page.tsx'
import { Empty, Failed } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import { COSTS, type CostName } from './cost-places.ts'
import styles from './costs.module.css'
import { Examples, type Finding } from './examples.tsx'
import { OverviewCostsDocument } from './overview.graphql.ts'
import { useQuestion } from './use-question.ts'

/** Where stock and shop disagree in a way that costs money, each figure with what is behind it. */
export function Costs() {
  const { t } = useTranslation('overview')
  const { data, error, refresh } = useQuestion(OverviewCostsDocument, {})
  const costs = data?.shopHealth.costs
  return (
    <Panel
      title={t('costs.title')}
      actions={<span className={styles.more}>{t('costs.lead')}</span>}
      padded={false}
    >
      {error && !data ? (
        <Failed error={error} onRetry={refresh} />
      ) : costs === null ? (
        <Empty title={t('costs.notConnected')} />
      ) : (
        <DisclosureGroup className={styles.figures}>
          {COSTS.map((name) => (
            <Figure key={name} name={name} finding={costs?.[name]} />
          ))}
        </DisclosureGroup>
      )}
    </Panel>
  )
}

function Figure({ name, finding }: { name: CostName; finding: Finding | undefined }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const tone = !finding ? styles.waiting : finding.count === 0 ? styles.zero : styles[name]
  return (
    <Disclosure id={name} className={styles.figure} isDisabled={!finding}>
      <h3 className={styles.heading}>
        <Button slot="trigger" className={styles.button}>
          <span className={[styles.count, tone].join(' ')}>
            {finding ? formats.number(finding.count) : ' '}
          </span>
          <span className={styles.label}>{t(`costs.${name}.label`)}</span>
          <ChevronDown aria-hidden="true" className={styles.arrow} />
        </Button>
      </h3>
      <DisclosurePanel className={styles.panel}>
        {finding && <Examples name={name} finding={finding} />}
      </DisclosurePanel>
    </Disclosure>
  )
}
