import { Suspense, useMemo } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { ErrorBoundary } from 'react-error-boundary'
import { useTranslation } from 'react-i18next'
import { Provider } from 'urql'
import { Route, Switch, useLocation } from 'wouter'
import { Loading } from './design/states.tsx'
import { createApiClient, createLiveClient } from './graphql/client.ts'
import type { Language } from './i18n/language.ts'
import { LiveJobs, LiveJobsContext } from './jobs/live-jobs.ts'
import { LiveClient } from './live/use-job-progress.ts'
import { Broken } from './shell/broken.tsx'
import { lazyPart } from './shell/lazy-part.ts'
import { Shell } from './shell/shell.tsx'

const OverviewPage = lazyPart(() => import('./overview/overview-page.tsx'))
const JobsPage = lazyPart(() => import('./jobs/jobs-page.tsx'))
const JobPage = lazyPart(() => import('./job/job-page.tsx'))
const StartPage = lazyPart(() => import('./start/start-page.tsx'))
const MatchesPage = lazyPart(() => import('./matches/matches-page.tsx'))
const MappingsPage = lazyPart(() => import('./matches/mappings-page.tsx'))
const RecordsPage = lazyPart(() => import('./records/records-page.tsx'))
const TracePage = lazyPart(() => import('./trace/trace-page.tsx'))
const PlacesPage = lazyPart(() => import('./places/places-page.tsx'))
const SettingsPage = lazyPart(() => import('./settings/settings-page.tsx'))
const More = lazyPart(() => import('./shell/more.tsx'))
const Missing = lazyPart(() => import('./shell/missing.tsx'))

export function App() {
  const { i18n } = useTranslation()
  const [path] = useLocation()
  const language = i18n.language as Language
  // In another language all that the server says is asked for anew; what was typed stays.
  const { api, live, jobs } = useMemo(() => {
    const socket = createLiveClient(language)
    return { api: createApiClient(language), live: socket, jobs: new LiveJobs(socket) }
  }, [language])
  return (
    <I18nProvider locale={language}>
      <Provider value={api}>
        <LiveClient value={live}>
          <LiveJobsContext value={jobs}>
            <Shell>
              <ErrorBoundary FallbackComponent={Broken} resetKeys={[path]}>
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
              </ErrorBoundary>
            </Shell>
          </LiveJobsContext>
        </LiveClient>
      </Provider>
    </I18nProvider>
  )
}
