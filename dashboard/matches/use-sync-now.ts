import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { notify } from '../design/notices.tsx'
import type { RecordKind } from '../graphql/types.ts'
import { MappingSyncCustomersDocument, MappingSyncProductsDocument } from './mappings.graphql.ts'
import { brokenOff, type Problem } from './problem-text.tsx'

/** Starts a sync of these mappings alone, and tells where to watch it; a refusal is handed to the caller. */
export function useSyncNow(kind: RecordKind): (ids: readonly string[]) => Promise<Problem | undefined> {
  const { t } = useTranslation('mappings')
  const { t: tMatches } = useTranslation('matches')
  const [, syncProducts] = useMutation(MappingSyncProductsDocument)
  const [, syncCustomers] = useMutation(MappingSyncCustomersDocument)
  return async (ids) => {
    const sync = kind === 'PRODUCT' ? syncProducts : syncCustomers
    const { data, error } = await sync({ ids: [...ids] })
    const result = data?.result
    if (result?.__typename !== 'StartJobSuccess') return result ?? brokenOff(error?.message ?? '')
    const { id, label } = result.job
    notify({
      text: t('syncStarted', { count: ids.length }),
      link: { href: `/jobs/${id}`, label: tMatches('watch', { label }) },
    })
    return undefined
  }
}
