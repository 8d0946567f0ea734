import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobRowFragment } from '../graphql/types.ts'

/** What a job is called in the reader's language; as the server calls it where this page does not know its type. */
export function useJobName(): (job: Pick<JobRowFragment, 'type' | 'label'>) => string {
  const { t } = useTranslation()
  return useCallback(({ type, label }) => t(`type.${type}`, { defaultValue: label }), [t])
}
