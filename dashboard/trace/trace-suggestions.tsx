import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Panel } from '../design/page.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { traceOf } from '../records/mapping-links.ts'
import { variantName } from '../records/names.ts'
import { TraceSuggestionsDocument } from './trace.graphql.ts'
import styles from './trace-suggestions.module.css'

/** Where no linked product has just that SKU: those that have the words in their names. */
export function TraceSuggestions({ asked }: { asked: string }) {
  const { t } = useTranslation('trace')
  const [{ data, error }, ask] = useQuery({
    query: TraceSuggestionsDocument,
    variables: { search: asked },
  })
  if (error && !data) return <Failed error={error} onRetry={() => ask()} />
  if (!data) return <Loading rows={3} />
  const { nodes } = data.productMappings
  if (nodes.length === 0)
    return (
      <Panel>
        <Empty
          title={t('none.title', { asked })}
          action={
            <Link
              href={`/records?${new URLSearchParams({ q: asked }).toString()}`}
              className={buttonClass('plain')}
            >
              {t('none.action')}
            </Link>
          }
        >
          {t('none.text')}
        </Empty>
      </Panel>
    )
  return (
    <Panel title={t('suggestions.title', { asked })} padded={false}>
      <ul>
        {nodes.map(({ id, nhanhProduct, shopifyVariant }) => (
          <li key={id} className={styles.suggestion}>
            <Link href={traceOf(id)} className={styles.link}>
              <span className={styles.name}>{variantName(shopifyVariant)}</span>
              <span className={styles.sku}>{shopifyVariant.sku ?? nhanhProduct.sku}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
