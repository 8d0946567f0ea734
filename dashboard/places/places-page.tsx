import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Button, buttonClass } from '../design/button.tsx'
import { Page, Panel } from '../design/page.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import type { PlacesQuery } from '../graphql/types.ts'
import { useWhenSettled } from '../jobs/live-jobs.ts'
import { useAddress } from '../shell/address.ts'
import { ExcludedDialog } from './excluded-dialog.tsx'
import { LocationDialog } from './location-dialog.tsx'
import { LocationList } from './location-list.tsx'
import { depotName } from './place.ts'
import { PlacesDocument } from './places.graphql.ts'
import styles from './places-page.module.css'
import { TroubledDepots } from './troubled-depots.tsx'

/** Which depot of Nhanh feeds which location of Shopify, what is not sold online, and what keeps a sync from writing. */
export default function PlacesPage() {
  const { t } = useTranslation('places')
  const [{ data, error }, ask] = useQuery({ query: PlacesDocument })
  const again = () => ask({ requestPolicy: 'network-only' })
  useWhenSettled(again)
  const content = () => {
    if (error && !data) return <Failed error={error} onRetry={again} />
    if (!data)
      return (
        <Panel>
          <Loading rows={4} />
        </Panel>
      )
    if (data.platforms.some(({ configured }) => !configured))
      return (
        <Panel>
          <Empty
            title={t('notConnected.title')}
            action={
              <Link href="/settings" className={buttonClass('primary')}>
                {t('notConnected.action')}
              </Link>
            }
          >
            {t('notConnected.text')}
          </Empty>
        </Panel>
      )
    return <Places data={data} />
  }
  return (
    <Page title={t('title')} lead={t('lead')}>
      {content()}
    </Page>
  )
}

function Places({ data }: { data: PlacesQuery }) {
  const { t } = useTranslation('places')
  const address = useAddress()
  const [isExcluding, setIsExcluding] = useState(false)
  const { nhanhDepots: depots, shopifyLocations: locations } = data
  const open = depots.filter((depot) => depot.open)
  const lost = depots.filter(({ granted, excluded }) => !granted && !excluded)
  const excluded = depots.filter((depot) => depot.excluded)
  const edited = locations.find(({ id }) => id === address.get('location'))
  return (
    <>
      {open.length > 0 && (
        <TroubledDepots trouble="open" troubled={open} depots={depots} locations={locations} />
      )}
      {lost.length > 0 && (
        <TroubledDepots trouble="lost" troubled={lost} depots={depots} locations={locations} />
      )}
      <LocationList locations={locations} depots={depots} onEdit={(location) => address.set({ location })} />
      <Panel
        title={t('excluded.title')}
        actions={
          depots.length > 0 && (
            <Button size="small" aria-label={t('excluded.editLabel')} onPress={() => setIsExcluding(true)}>
              {t('excluded.edit')}
            </Button>
          )
        }
      >
        {excluded.length === 0 ? (
          <p className={styles.soft}>{t('excluded.none')}</p>
        ) : (
          <ul className={styles.excluded}>
            {excluded.map((depot) => (
              <li key={depot.id}>{depotName(depot)}</li>
            ))}
          </ul>
        )}
      </Panel>
      {edited && (
        <LocationDialog
          key={edited.id}
          location={edited}
          depots={depots}
          onClose={() => address.set({ location: undefined })}
        />
      )}
      {isExcluding && <ExcludedDialog depots={depots} onClose={() => setIsExcluding(false)} />}
    </>
  )
}
