import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** What Nhanh calls things, in words; one that is not known here stays as Nhanh calls it. */
export interface Words {
  nhanhKind(kind: string): string
  nhanhStatus(status: string): string
  accountState(state: string): string
}

export function useWords(): Words {
  const { t } = useTranslation('records')
  return useMemo(() => {
    const kinds: Record<string, string> = t('nhanhKind', { returnObjects: true })
    const statuses: Record<string, string> = t('nhanhStatus', { returnObjects: true })
    const states: Record<string, string> = t('accountState', { returnObjects: true })
    return {
      nhanhKind: (kind) => kinds[kind] ?? kind,
      nhanhStatus: (status) => statuses[status] ?? status,
      accountState: (state) => states[state] ?? state,
    }
  }, [t])
}
