import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Page, Panel } from '../design/page.tsx'
import styles from './more.module.css'
import { ON_A_PHONE, PLACES } from './places.ts'

/** On a phone: the pages that its bar has no room for. */
export default function More() {
  const { t } = useTranslation()
  return (
    <Page title={t('nav.more')}>
      <Panel padded={false}>
        <ul>
          {PLACES.slice(ON_A_PHONE).map(({ href, name, icon: Icon }) => (
            <li key={href} className={styles.entry}>
              <Link href={href} className={styles.link}>
                <Icon aria-hidden="true" />
                {t(`nav.${name}`)}
                <ChevronRight aria-hidden="true" className={styles.arrow} />
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
    </Page>
  )
}
