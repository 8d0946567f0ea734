import { useTranslation } from 'react-i18next'
import { Panel } from '../design/page.tsx'
import type { JobType } from '../graphql/types.ts'
import styles from './chain.module.css'
import { LargestChanges } from './largest-changes.tsx'
import type { Health } from './reasons.ts'
import { Step } from './step.tsx'

const STRIPS = [
  {
    name: 'products',
    types: ['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS', 'AUTO_MATCH_PRODUCTS', 'PRODUCT_SYNC'],
  },
  {
    name: 'customers',
    types: ['PULL_NHANH_CUSTOMERS', 'PULL_SHOPIFY_CUSTOMERS', 'AUTO_MATCH_CUSTOMERS', 'CUSTOMER_SYNC'],
  },
] as const satisfies { name: string; types: JobType[] }[]

/** The steps from what both platforms have to what the shop shows, each as it stands now. */
export function Chain({ chain }: { chain: Health['chain'] | undefined }) {
  const { t } = useTranslation('overview')
  return (
    <Panel title={t('chain.title')} padded={false}>
      {STRIPS.map(({ name, types }) => {
        const sync = types[3]
        return (
          <section key={name} className={styles.strip}>
            <h3>{t(`chain.${name}`)}</h3>
            <ol className={styles.steps}>
              {types.map((type) => (
                <Step key={type} type={type} step={chain?.find((one) => one.type === type)} />
              ))}
            </ol>
            {chain?.find(({ type }) => type === sync)?.lastGoodRun && <LargestChanges type={sync} />}
          </section>
        )
      })}
    </Panel>
  )
}
