import Missing from '../shell/missing.tsx'
import { startInputOf } from './job-order.ts'
import { StartForm } from './start-form.tsx'
import { StartList } from './start-list.tsx'

/** Where jobs are started: all types, or the form of one. */
export default function StartPage({ type }: { type?: string }) {
  if (type === undefined) return <StartList />
  const startInput = startInputOf(type)
  return startInput ? <StartForm startInput={startInput} /> : <Missing />
}
