import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import styles from './welcome.module.css'

const STEPS = ['pull', 'match', 'places', 'look', 'sync'] as const

/** What a shop sees that has nothing yet: how to begin. */
export default function Welcome() {
  const { t } = useTranslation('overview')
  return (
    <section className={styles.welcome}>
      <h2 className={styles.title}>{t('welcome.title')}</h2>
      <p className={styles.lead}>{t('welcome.lead')}</p>
      <ol className={styles.steps}>
        {STEPS.map((step) => (
          <li key={step} className={styles.step}>
            <h3>{t(`welcome.steps.${step}.title`)}</h3>
            <p>{t(`welcome.steps.${step}.text`)}</p>
          </li>
        ))}
      </ol>
      <div className={styles.actions}>
        <Link href="/start" className={buttonClass('primary')}>
          {t('welcome.start')}
        </Link>
        <Link href="/places" className={buttonClass('plain')}>
          {t('reasons.DEPOT_OPEN.link')}
        </Link>
      </div>
    </section>
  )
}
