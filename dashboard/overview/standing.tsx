import { CircleCheck, OctagonX, TriangleAlert, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useFormats } from '../formats/formats.ts'
import type { ShopHealthLevel, ShopHealthReason } from '../graphql/types.ts'
import { hrefOf, isRed, stepsBehind, type Health } from './reasons.ts'
import styles from './standing.module.css'

const ICONS: Record<ShopHealthLevel, LucideIcon> = {
  GOOD: CircleCheck,
  ATTENTION: TriangleAlert,
  RED: OctagonX,
}

const TONES: Record<ShopHealthLevel, string | undefined> = {
  GOOD: styles.good,
  ATTENTION: styles.attention,
  RED: styles.bad,
}

/** How the shop stands, in one sentence, and what to do about it. Undefined while that is asked. */
export function Standing({ health }: { health: Health | undefined }) {
  const { t } = useTranslation('overview')
  if (!health)
    return <div className={styles.waiting} role="status" aria-label={t('loading', { ns: 'common' })} />
  const { level, sentence, reasons } = health
  const Icon = ICONS[level]
  return (
    <section className={[styles.standing, TONES[level]].join(' ')} data-level={level}>
      <div className={styles.head}>
        <Icon aria-hidden="true" className={styles.icon} />
        <div className={styles.words}>
          <p className={styles.level}>{t(`level.${level}`)}</p>
          <h2 className={styles.sentence}>{sentence}</h2>
        </div>
      </div>
      {reasons.length > 0 && (
        <ul className={styles.reasons} aria-label={t('reasonsTitle')}>
          {reasons.map((reason) => (
            <Reason key={reason} reason={reason} health={health} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Reason({ reason, health }: { reason: ShopHealthReason; health: Health }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const Icon = isRed(reason) ? OctagonX : TriangleAlert
  const steps = stepsBehind(reason, health).map(({ type }) => t(`type.${type}`, { ns: 'common' }))
  const [text, link] =
    reason === 'NEED_YOU'
      ? [
          t('reasons.NEED_YOU', { count: health.needYou, shown: formats.number(health.needYou) }),
          t('reasons.NEED_YOU_link'),
        ]
      : [t(`reasons.${reason}.text`, { steps: steps.join(', ') }), t(`reasons.${reason}.link`)]
  return (
    <li className={isRed(reason) ? styles.redReason : styles.reason}>
      <Icon aria-hidden="true" />
      <span>{text}</span>
      <Link href={hrefOf(reason, health)}>{link}</Link>
    </li>
  )
}
