import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './callout.module.css'
import tones from './tone.module.css'
import type { Tone } from './tone.ts'

const ICONS: Record<Tone, typeof Info> = {
  good: CircleCheck,
  attention: TriangleAlert,
  bad: CircleAlert,
  running: Info,
  still: Info,
}

export interface CalloutProps {
  tone: Tone
  title: ReactNode
  children?: ReactNode
  /** Links and buttons: what can be done. */
  actions?: ReactNode
  /** alert: said at once when it comes up; status: when there is a pause. */
  role?: 'alert' | 'status'
}

/** Something to know where one is, until it is so no more: what is the case, and what to do. */
export function Callout({ tone, title, children, actions, role }: CalloutProps) {
  const Icon = ICONS[tone]
  return (
    <div className={[styles.callout, tones[tone]].join(' ')} role={role}>
      <Icon aria-hidden="true" className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {children}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  )
}
