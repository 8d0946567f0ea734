import { Menu as MenuIcon, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Notices } from '../design/notices.tsx'
import { ConnectionNotice } from './connection-notice.tsx'
import { JobAnnouncer } from './job-announcer.tsx'
import { ON_A_PHONE, PLACES } from './places.ts'
import { Preferences } from './preferences.tsx'
import { RunningNow } from './running-now.tsx'
import styles from './shell.module.css'

/** The frame around every page: where one is, where one can go, what runs, and whether the page is live. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [path] = useLocation()
  const isHere = (href: string) =>
    href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)
  const placeOf = ({ href, name, icon: Icon }: (typeof PLACES)[number]) => (
    <Link key={href} href={href} className={styles.place} aria-current={isHere(href) ? 'page' : undefined}>
      <Icon aria-hidden="true" />
      <span>{t(`nav.${name}`)}</span>
    </Link>
  )
  return (
    <div className={styles.shell}>
      <a
        className={styles.skip}
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          document.querySelector<HTMLElement>('#main')?.focus()
        }}
      >
        {t('skip')}
      </a>
      <header className={styles.bar}>
        <Link href="/" className={styles.brand}>
          <img src={new URL('../icon.svg', import.meta.url).href} alt="" width="26" height="26" />
          synctrack
        </Link>
        <RunningNow />
        <Link href="/start" className={buttonClass('primary')} aria-label={t('nav.start')}>
          <Play aria-hidden="true" />
          <span className={styles.startText}>{t('nav.start')}</span>
        </Link>
        <Preferences />
      </header>
      <nav className={styles.side} aria-label={t('nav.label')}>
        {PLACES.map(placeOf)}
      </nav>
      <main id="main" tabIndex={-1} className={styles.main}>
        <ConnectionNotice />
        {children}
      </main>
      <nav className={styles.tabs} aria-label={t('nav.label')}>
        {PLACES.slice(0, ON_A_PHONE).map(placeOf)}
        <Link href="/more" className={styles.place} aria-current={isHere('/more') ? 'page' : undefined}>
          <MenuIcon aria-hidden="true" />
          <span>{t('nav.more')}</span>
        </Link>
      </nav>
      <Notices />
      <JobAnnouncer />
    </div>
  )
}
