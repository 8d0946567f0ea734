import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useFormats } from '../formats/formats.ts'
import { KINDS, MATCHED, type FactKind, type FactName, type Matched } from './facts.ts'
import styles from './facts-panel.module.css'

const SHOWN_OF_A_LIST = 8

/** One value; what is not as it should be stands as it came. */
export function FactValue({ name, value }: { name: FactName | null; value: unknown }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const kind: FactKind | null = name && KINDS[name]
  switch (kind) {
    case 'number':
      if (typeof value !== 'number') break
      return value === 0 ? t('facts.none') : formats.number(value)
    case 'duration':
      if (typeof value !== 'number') break
      return value === 0 ? t('facts.none') : formats.duration(value)
    case 'moment':
      if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) break
      return formats.moment(value)
    case 'boolean':
      return t(value === true ? 'facts.yes' : 'facts.no')
    case 'job':
      return <Link href={`/jobs/${String(value)}`}>{t('facts.job', { id: String(value) })}</Link>
    case 'modes':
    case 'sources':
    case 'strategies':
    case 'kinds': {
      const words: Record<string, string> = t(`facts.${kind}`, { returnObjects: true })
      return words[String(value)] ?? String(value)
    }
    case 'list': {
      if (!Array.isArray(value)) break
      const shown = value.slice(0, SHOWN_OF_A_LIST).map(String).join(', ')
      const count = value.length - SHOWN_OF_A_LIST
      return count > 0 ? t('facts.more', { list: shown, count }) : shown
    }
    case 'text':
    case null:
  }
  return typeof value === 'string' ? value : <code>{JSON.stringify(value)}</code>
}

/** What a match found on one side, as parts that add up to what it looked at. */
export function MatchedFacts({ side, value }: { side: string; value: Matched }) {
  const { t } = useTranslation(['job', 'common'])
  const formats = useFormats()
  const platform = side === 'nhanh' ? t('common:platform.NHANH') : t('common:platform.SHOPIFY')
  const review = Object.values(value.review).reduce((sum, count) => sum + count, 0)
  const title = t('facts.match', { platform })
  return (
    <section aria-label={title}>
      <h3 className={styles.side}>{title}</h3>
      <dl className={styles.facts}>
        {MATCHED.map((part) => (
          <div key={part}>
            <dt>{t(`facts.matched.${part}`)}</dt>
            <dd>{formats.number(part === 'review' ? review : value[part])}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
