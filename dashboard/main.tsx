import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ErrorBoundary } from 'react-error-boundary'
import './design/tokens.css'
import './design/base.css'
import { App } from './app.tsx'
import { startLanguage } from './i18n/language.ts'
import { Broken } from './shell/broken.tsx'
import { startTheme } from './shell/theme.ts'

startTheme()
await startLanguage()
createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <ErrorBoundary FallbackComponent={Broken}>
      <App />
    </ErrorBoundary>
  </StrictMode>,
)
