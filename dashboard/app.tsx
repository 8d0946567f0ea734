import { lazy, Suspense, useMemo } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { useTranslation } from 'react-i18next'
import { Provider } from 'urql'
import { Route, Switch } from 'wouter'
import { Loading } from './design/states.tsx'
import { createApiClient, createLiveClient } from './graphql/client.ts'
import { LiveJobs, LiveJobsContext } from './jobs/live-jobs.ts'
import { LiveClient } from './live/use-job-progress.ts'
import { More } from './shell/more.tsx'
import { Missing } from './shell/missing.tsx'
import { Shell } from './shell/shell.tsx'

const OverviewPage = lazy(() => import('./overview/overview-page.tsx'))
const JobsPage = lazy(() => import('./jobs/jobs-page.tsx'))
const JobPage = lazy(() => import('./job/job-page.tsx'))
const StartPage = lazy(() => import('./start/start-page.tsx'))
const MatchesPage = lazy(() => import('./matches/matches-page.tsx'))
const MappingsPage = lazy(() => import('./matches/mappings-page.tsx'))
const RecordsPage = lazy(() => import('./records/records-page.tsx'))
const TracePage = lazy(() => import('./trace/trace-page.tsx'))
const PlacesPage = lazy(() => import('./places/places-page.tsx'))
const SettingsPage = lazy(() => import('./settings/settings-page.tsx'))

export function App() {
  const { i18n } = useTranslation()
  const { api, live, jobs } = useMemo(() => {
    const socket = createLiveClient()
    return { api: createApiClient(), live: socket, jobs: new LiveJobs(socket) }
  }, [])
  return (
    <I18nProvider locale={i18n.language}>
      <Provider value={api}>
        <LiveClient value={live}>
          <LiveJobsContext value={jobs}>
            <Shell>
              <Suspense fallback={<Loading />}>
                <Switch>
                  <Route path="/" component={OverviewPage} />
                  <Route path="/jobs" component={JobsPage} />
                  <Route path="/jobs/:id">{({ id }) => <JobPage key={id} id={id} />}</Route>
                  <Route path="/start">{() => <StartPage />}</Route>
                  <Route path="/start/:type">{({ type }) => <StartPage key={type} type={type} />}</Route>
                  <Route path="/matches" component={MatchesPage} />
                  <Route path="/mappings" component={MappingsPage} />
                  <Route path="/records" component={RecordsPage} />
                  <Route path="/trace" component={TracePage} />
                  <Route path="/places" component={PlacesPage} />
                  <Route path="/settings" component={SettingsPage} />
                  <Route path="/more" component={More} />
                  <Route component={Missing} />
                </Switch>
              </Suspense>
            </Shell>
          </LiveJobsContext>
        </LiveClient>
      </Provider>
    </I18nProvider>
  )
}
