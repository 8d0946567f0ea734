import { useTranslation } from 'react-i18next'
import { notify } from '../design/notices.tsx'
import type { RecordKind } from '../graphql/types.ts'
import { useAnswer, type AnswerProblem } from '../graphql/use-answer.ts'
import { useJobName } from '../jobs/job-name.ts'
import { MappingSyncCustomersDocument, MappingSyncProductsDocument } from './mappings.graphql.ts'

/** Starts a sync of these mappings alone, and tells where to watch it. */
export function useSyncNow(kind: RecordKind): {
  syncNow: (ids: readonly string[]) => Promise<void>
  problem: AnswerProblem | null
  forget: () => void
} {
  const { t } = useTranslation('mappings')
  const { t: tMatches } = useTranslation('matches')
  const nameOf = useJobName()
  const { ask, problem, forget } = useAnswer()
  const syncNow = async (ids: readonly string[]) => {
    const sync = kind === 'PRODUCT' ? MappingSyncProductsDocument : MappingSyncCustomersDocument
    const done = await ask(sync, { ids })
    if (!done) return
    const { job } = done
    notify({
      text: t('syncStarted', { count: ids.length }),
      link: { href: `/jobs/${job.id}`, label: tMatches('watch', { label: nameOf(job) }) },
    })
  }
  return { syncNow, problem, forget }
}
