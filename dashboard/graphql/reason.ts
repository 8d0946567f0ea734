import type { CombinedError } from '@urql/core'
import type { TFunction } from 'i18next'

/** Why there was no answer, in words for a person. */
export function reasonOf(error: CombinedError | undefined, t: TFunction): string {
  return error?.networkError ? t('failed.network') : (error?.graphQLErrors[0]?.message ?? t('failed.unknown'))
}
