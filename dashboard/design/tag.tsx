import type { ReactNode } from 'react'
import styles from './tag.module.css'
import tones from './tone.module.css'
import type { Tone } from './tone.ts'

/** A word or two on how something stands; its colour only repeats what the words say. */
export function Tag({ tone = 'still', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={[styles.tag, tones[tone]].join(' ')}>{children}</span>
}
