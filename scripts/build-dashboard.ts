/** `npm run dashboard:build`, which `npm ci` runs too. */
import { buildDashboard } from './support/dashboard-build.ts'

await buildDashboard()
