import { Link } from 'wouter'
import styles from './tabs.module.css'

export interface LinkTabsProps {
  label: string
  choices: readonly { href: string; label: string; count?: string; isHere: boolean }[]
}

/** Look like tabs and are links: each leads to another page of its own. */
export function LinkTabs({ label, choices }: LinkTabsProps) {
  return (
    <nav className={styles.list} aria-label={label}>
      {choices.map((choice) => (
        <Link
          key={choice.href}
          href={choice.href}
          className={styles.tab}
          aria-current={choice.isHere ? 'page' : undefined}
        >
          {choice.label}
          {choice.count && <span className={styles.count}>{choice.count}</span>}
        </Link>
      ))}
    </nav>
  )
}
