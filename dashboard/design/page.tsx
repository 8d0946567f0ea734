import type { ReactNode } from 'react'
import { useEffect, useId } from 'react'
import styles from './page.module.css'

/** The title of the page, also for the window: `Jobs · synctrack`. */
let pageTitle = ''
let progressTitle = ''

export interface PageProps {
  title: string
  /** A sentence below the title. */
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, lead, actions, children }: PageProps) {
  useEffect(() => {
    pageTitle = title
    showTitle()
  }, [title])
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div className={styles.heading}>
          <h1>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

/** A part of a page on a ground of its own. */
export function Panel({
  id,
  title,
  actions,
  children,
  padded = true,
}: {
  /** An address within the page, where others lead to it. */
  id?: string
  title?: ReactNode
  actions?: ReactNode
  children: ReactNode
  padded?: boolean
}) {
  const headingId = useId()
  return (
    <section id={id} className={styles.panel} aria-labelledby={title ? headingId : undefined}>
      {(title || actions) && (
        <header className={styles.panelHeader}>
          {title && <h2 id={headingId}>{title}</h2>}
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={padded ? styles.padded : undefined}>{children}</div>
    </section>
  )
}

/** What stands before the page's name in the window's title: the percent of what runs. */
export function showProgressInTitle(text: string): void {
  progressTitle = text
  showTitle()
}

function showTitle(): void {
  document.title = [progressTitle, pageTitle, 'synctrack'].filter(Boolean).join(' · ')
}
