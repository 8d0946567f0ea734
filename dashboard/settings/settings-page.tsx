import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'
import { AlertsPanel } from './alerts-panel.tsx'
import { DataRequestsPanel } from './data-requests-panel.tsx'
import { PlatformsPanel } from './platforms-panel.tsx'
import { SchedulesPanel } from './schedules-panel.tsx'
import styles from './settings.module.css'
import { WebhooksPanel } from './webhooks-panel.tsx'
import { WritesPanel } from './writes-panel.tsx'

const SECTIONS = ['writes', 'schedules', 'platforms', 'alerts', 'webhooks', 'requests'] as const

/** How this server works for the shop. Each section has an address of its own: /settings#schedules. */
export default function SettingsPage() {
  const { t } = useTranslation('settings')
  useEffect(() => {
    // The browser looked for it before the page was here.
    const section = document.getElementById(location.hash.slice(1))
    section?.scrollIntoView()
  }, [])
  return (
    <Page title={t('title')} lead={t('lead')}>
      <nav aria-label={t('sections')} className={styles.sections}>
        {SECTIONS.map((section) => (
          <a key={section} href={`#${section}`}>
            {t(`section.${section}`)}
          </a>
        ))}
      </nav>
      <WritesPanel />
      <SchedulesPanel />
      <PlatformsPanel />
      <AlertsPanel />
      <WebhooksPanel />
      <DataRequestsPanel />
    </Page>
  )
}
