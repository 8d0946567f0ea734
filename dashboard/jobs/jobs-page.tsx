import { Download, Trash2 } from 'lucide-react'
import { Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, buttonClass } from '../design/button.tsx'
import { Page, Panel } from '../design/page.tsx'
import { useAddress, type AddressState } from '../shell/address.ts'
import { useToday } from '../shell/now.ts'
import type { JobFilter } from '../graphql/types.ts'
import { lazyPart } from '../shell/lazy-part.ts'
import { exportHref, filterKey, filterOf } from './filter.ts'
import { JobFilters } from './job-filters.tsx'
import { JobsList } from './jobs-list.tsx'
import { RunningPanel } from './running-panel.tsx'

const ClearUpDialog = lazyPart(() => import('./clear-up-dialog.tsx'))

/** Every job, newest first, live; what runs now above them. */
export default function JobsPage() {
  const { t } = useTranslation('jobs')
  const address = useAddress()
  const filter = useFilter(address)
  const [clearsUp, setClearsUp] = useState(false)
  const isFiltered = Object.keys(filter).length > 0
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <a className={buttonClass()} href={exportHref(filter)} download>
            <Download aria-hidden="true" />
            {t('export')}
          </a>
          <Button onPress={() => setClearsUp(true)}>
            <Trash2 aria-hidden="true" />
            {t('clearUp.open')}
          </Button>
        </>
      }
    >
      <RunningPanel />
      <Panel padded={false}>
        <JobFilters address={address} isFiltered={isFiltered} />
        <JobsList address={address} filter={filter} isFiltered={isFiltered} />
      </Panel>
      {clearsUp && (
        <Suspense>
          <ClearUpDialog onClose={() => setClearsUp(false)} />
        </Suspense>
      )}
    </Page>
  )
}

/** The same object until what is filtered by changes; "the last 24 hours" end when they were asked for. */
function useFilter(address: AddressState): JobFilter {
  const today = useToday()
  const key = filterKey(address)
  return useMemo(() => filterOf(key, Date.now(), today), [key, today])
}
