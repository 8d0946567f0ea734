import type { ReactNode } from 'react'
import type { ItemOutcome } from '../graphql/types.ts'
import styles from './outcome-badge.module.css'

/** What became of one item; its words say it, its colour only helps. */
export function OutcomeBadge({ outcome, children }: { outcome: ItemOutcome; children: ReactNode }) {
  return <span className={[styles.badge, styles[outcome.toLowerCase()]].join(' ')}>{children}</span>
}
