import { PLATFORMS } from '../entities/account.ts'
import type { PlatformStatus } from '../jobs/job-service.ts'
import type { WriteState } from '../jobs/sync/write-switch.ts'
import { builder } from './builder.ts'

export const PlatformEnum = builder.enumType('Platform', { values: PLATFORMS })

const PlatformStatusRef = builder
  .objectRef<PlatformStatus & { writes: WriteState }>('PlatformStatus')
  .implement({
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
      tokenRenews: t.exposeBoolean('tokenRenews', {
        description:
          'Whether the token is renewed by itself before it expires; without that a person has to.',
      }),
      writesEnabled: t.boolean({
        description: 'Whether jobs may write to it now. Nhanh is never written to.',
        resolve: ({ writes }) => writes.enabled,
      }),
      writesUntil: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When writesEnabled becomes the opposite by itself.',
        resolve: ({ writes }) => writes.until,
      }),
      writesReason: t.string({ nullable: true, resolve: ({ writes }) => writes.reason }),
      lastErrorAt: t.expose('lastErrorAt', { type: 'DateTime', nullable: true }),
      lastError: t.exposeString('lastError', { nullable: true }),
    }),
  })

const NEVER: WriteState = { enabled: false, until: null, reason: null }

builder.queryField('platforms', (t) =>
  t.field({
    type: [PlatformStatusRef],
    resolve: async (_root, _args, { jobs, writes }) => {
      const ofShop = await writes.read()
      return jobs
        .platformStatus()
        .map((status) => ({ ...status, writes: status.platform === 'SHOPIFY' ? ofShop : NEVER }))
    },
  }),
)
