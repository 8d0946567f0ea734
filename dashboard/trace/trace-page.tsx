import { Search } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '../design/button.tsx'
import { TextField } from '../design/field.tsx'
import { Page, Panel } from '../design/page.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useAddress } from '../shell/address.ts'
import { TraceLookDocument } from './trace.graphql.ts'
import styles from './trace-page.module.css'
import { TraceStory } from './trace-story.tsx'
import { TraceSuggestions } from './trace-suggestions.tsx'

/** Why a SKU shows its number: asked of both platforms now, told from left to right. What is asked is in the address. */
export default function TracePage() {
  const { t } = useTranslation('trace')
  const address = useAddress()
  const sku = address.get('sku')
  const mapping = address.get('mapping')
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Question sku={sku ?? ''} onAsk={(asked) => address.set({ sku: asked, mapping: undefined })} />
      {sku !== undefined || mapping !== undefined ? (
        <Answer key={sku ?? mapping} sku={mapping === undefined ? sku : undefined} mapping={mapping} />
      ) : (
        <Panel>
          <Empty title={t('begin.title')}>{t('begin.text')}</Empty>
        </Panel>
      )}
    </Page>
  )
}

function Question({ sku, onAsk }: { sku: string; onAsk: (sku: string) => void }) {
  const { t } = useTranslation('trace')
  const [text, setText] = useState(sku)
  const [seen, setSeen] = useState(sku)
  // The address changed by something else, for instance a step back.
  if (sku !== seen) {
    setSeen(sku)
    setText(sku)
  }
  const ask = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') onAsk(text.trim())
  }
  return (
    <search>
      <form className={styles.question} onSubmit={ask}>
        <TextField label={t('sku')} value={text} onChange={setText} placeholder={t('example')} />
        <Button look="primary" type="submit">
          <Search />
          {t('look')}
        </Button>
      </form>
    </search>
  )
}

function Answer({ sku, mapping }: { sku: string | undefined; mapping: string | undefined }) {
  const { t } = useTranslation('trace')
  const [{ data, error, fetching }, ask] = useQuery({
    query: TraceLookDocument,
    variables: { sku, mapping },
    requestPolicy: 'network-only',
  })
  const again = () => ask({ requestPolicy: 'network-only' })
  if (error && !data) return <Failed error={error} onRetry={again} />
  if (!data)
    return (
      <Panel>
        <p>{t('asking')}</p>
        <Loading rows={5} />
      </Panel>
    )
  if (data.productTrace.length === 0) return <TraceSuggestions asked={sku ?? mapping ?? ''} />
  return (
    <div className={styles.answer} aria-busy={fetching}>
      {data.productTrace.length > 1 && <p>{t('several', { count: data.productTrace.length })}</p>}
      {data.productTrace.map((trace) => (
        <TraceStory key={trace.mapping.id} trace={trace} onChanged={again} />
      ))}
    </div>
  )
}
