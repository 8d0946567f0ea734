import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PageEndsFragment } from '../graphql/types.ts'
import { Button } from './button.tsx'
import styles from './pager.module.css'

/** Where in a list a page is; kept in the address as `after` or `before`. */
export interface PageCursor {
  after?: string
  before?: string
}

export interface PagerProps {
  pageInfo: PageEndsFragment
  /** "29,114 jobs", where it is known. */
  total?: string
  onChange: (cursor: PageCursor) => void
}

/** Leads through a list of any length, both ways. */
export function Pager({ pageInfo, total, onChange }: PagerProps) {
  const { t } = useTranslation()
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = pageInfo
  return (
    <nav className={styles.pager} aria-label={t('pages')}>
      <span className={styles.total}>{total}</span>
      <Button
        size="small"
        isDisabled={!hasPreviousPage}
        onPress={() => onChange({ before: startCursor ?? undefined })}
      >
        <ChevronLeft />
        {t('previousPage')}
      </Button>
      <Button
        size="small"
        isDisabled={!hasNextPage}
        onPress={() => onChange({ after: endCursor ?? undefined })}
      >
        {t('nextPage')}
        <ChevronRight />
      </Button>
    </nav>
  )
}

/** The arguments of a page of this size. */
export function pageArguments(
  { after, before }: PageCursor,
  size: number,
): { first?: number; after?: string; last?: number; before?: string } {
  return before === undefined ? { first: size, after } : { last: size, before }
}
