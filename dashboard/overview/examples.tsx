import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { useFormats } from '../formats/formats.ts'
import type { OverviewFindingFragment } from '../graphql/types.ts'
import { COST_PLACES, placeOf, type CostName } from './cost-places.ts'
import styles from './costs.module.css'

export type Finding = OverviewFindingFragment

/** What a variant of only one kind is called by Shopify. */
const NO_TITLE = 'Default Title'

/** What is behind a figure: the worst of it, each with the way to its mapping or record. */
export function Examples({ name, finding: { count, examples } }: { name: CostName; finding: Finding }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const more = count - examples.length
  return (
    <>
      <div className={styles.about}>
        <p>{count === 0 ? t('costs.none') : t(`costs.${name}.text`)}</p>
        {count > 0 && (
          <Link href={COST_PLACES[name]} className={buttonClass('plain', 'small')}>
            {t(`costs.${name}.link`)}
          </Link>
        )}
      </div>
      {examples.length > 0 && (
        <ul className={styles.examples}>
          {examples.map((example) => (
            <li key={example.id}>
              <Link href={placeOf(example)} className={styles.sku}>
                {example.sku || t('costs.noSku')}
              </Link>
              <span className={styles.name}>
                {[example.productTitle, example.title === NO_TITLE ? '' : example.title]
                  .filter(Boolean)
                  .join(' – ')}
              </span>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p className={styles.more}>{t('more', { count: more, shown: formats.number(more) })}</p>}
    </>
  )
}
