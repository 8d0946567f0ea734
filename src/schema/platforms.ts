import { PLATFORMS } from '../entities/account.ts'
import type { PlatformStatus } from '../jobs/job-service.ts'
import { builder } from './builder.ts'

export const PlatformEnum = builder.enumType('Platform', { values: PLATFORMS })

const PlatformStatusRef = builder.objectRef<PlatformStatus>('PlatformStatus').implement({
  description: 'How a platform stands now: its rate budget as this server sees it.',
  fields: (t) => ({
    platform: t.field({ type: PlatformEnum, resolve: (status) => status.platform }),
    configured: t.exposeBoolean('configured'),
    sandbox: t.exposeBoolean('sandbox'),
    account: t.exposeString('account', { nullable: true }),
    budgetUsed: t.exposeFloat('budgetUsed', { nullable: true }),
    budgetLimit: t.exposeFloat('budgetLimit', { nullable: true }),
    lockedUntil: t.expose('lockedUntil', { type: 'DateTime', nullable: true }),
    tokenExpiresAt: t.expose('tokenExpiresAt', { type: 'DateTime', nullable: true }),
    writesEnabled: t.exposeBoolean('writesEnabled'),
    lastErrorAt: t.expose('lastErrorAt', { type: 'DateTime', nullable: true }),
    lastError: t.exposeString('lastError', { nullable: true }),
  }),
})

builder.queryField('platforms', (t) =>
  t.field({ type: [PlatformStatusRef], resolve: (_root, _args, { jobs }) => jobs.platformStatus() }),
)
