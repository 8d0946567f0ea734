import { CircleCheck, CircleMinus, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Panel } from '../design/page.tsx'
import { Tag } from '../design/tag.tsx'
import { useFormats } from '../formats/formats.ts'
import { variantName } from '../records/names.ts'
import { LastWrites } from './last-writes.tsx'
import { PolicyButton } from './policy-button.tsx'
import { SyncOne } from './sync-one.tsx'
import { TraceLevel } from './trace-level.tsx'
import styles from './trace-story.module.css'
import { verdictOf, type Trace } from './verdict.ts'

const ICONS = { agrees: CircleCheck, differs: TriangleAlert, alone: CircleMinus }

/** Why one linked variant shows its number, and what can be done about it. */
export function TraceStory({ trace, onChanged }: { trace: Trace; onChanged: () => void }) {
  const { t } = useTranslation('trace')
  const formats = useFormats()
  const { mapping, expected, lastWrites, note } = trace
  const { nhanhProduct: nhanh, shopifyVariant: variant } = mapping
  const verdict = verdictOf(expected)
  const Icon = ICONS[verdict]
  const nameOf = (id: string) => expected.find(({ locationId }) => locationId === id)?.locationName ?? id
  const name = variantName(variant)
  return (
    <Panel
      title={
        <>
          {name} <span className={styles.sku}>{variant.sku ?? nhanh.sku}</span>
        </>
      }
      actions={
        <>
          <PolicyButton mapping={mapping} name={name} />
          <SyncOne mappingId={mapping.id} name={name} onWritten={onChanged} />
        </>
      }
    >
      <div className={styles.story}>
        <div className={[styles.verdict, styles[verdict]].join(' ')}>
          <Icon aria-hidden="true" />
          <p className={styles.sentence}>{t(`sentence.${verdict}`)}</p>
        </div>
        {note && <p className={styles.note}>{note}</p>}
        <p className={styles.sides}>
          <span>
            {t('sides.nhanh')}{' '}
            <Link href={`/records?of=nhanh-products&record=${encodeURIComponent(nhanh.id)}`}>
              {nhanh.name}
            </Link>
          </span>
          <span>
            {t('sides.shopify')}{' '}
            <Link href={`/records?of=shopify-variants&record=${encodeURIComponent(variant.id)}`}>{name}</Link>
          </span>
          <Link href="/places">{t('places')}</Link>
          {mapping.policy !== 'SYNC' && (
            <Tag tone="attention">
              {mapping.policyUntil
                ? t('policy.until', {
                    policy: t(`policy.${mapping.policy}`),
                    until: formats.moment(mapping.policyUntil),
                  })
                : t(`policy.${mapping.policy}`)}
            </Tag>
          )}
          {mapping.deletedAtSource && <Tag tone="bad">{t('deleted')}</Tag>}
        </p>
        {mapping.lastError && (
          <p className={styles.failed}>
            {t('lastError')} {mapping.lastError.message} {mapping.lastError.hint}
          </p>
        )}
        {expected.map((level) => (
          <TraceLevel key={level.locationId} level={level} policy={mapping.policy} />
        ))}
        <LastWrites writes={lastWrites} nameOf={nameOf} />
      </div>
    </Panel>
  )
}
