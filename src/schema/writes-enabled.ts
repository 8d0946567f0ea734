import type { WriteChangeResult } from '../jobs/sync/write-switch-service.ts'
import type { WriteState } from '../jobs/sync/write-switch.ts'
import { words } from '../locale.ts'
import { builder } from './builder.ts'
import {
  InvalidInput,
  invalidInput,
  PlatformNotConfigured,
  platformNotConfigured,
  ProblemRef,
  resolveType,
  type Told,
} from './problems.ts'

/** The one switch for writing to the shop. */

const SetWritesEnabledSuccess = builder.objectRef<WriteState>('SetWritesEnabledSuccess').implement({
  description: 'The switch as it is now.',
  fields: (t) => ({
    enabled: t.exposeBoolean('enabled'),
    until: t.expose('until', {
      type: 'DateTime',
      nullable: true,
      description: 'When it becomes the opposite by itself.',
    }),
    reason: t.exposeString('reason', { nullable: true }),
  }),
})

const DryRunRequired = builder.objectRef<Told>('DryRunRequired').implement({
  description: 'Nobody has seen yet what would be written to this shop.',
  interfaces: [ProblemRef],
})

const SetWritesEnabledResult = builder.unionType('SetWritesEnabledResult', {
  types: [SetWritesEnabledSuccess, DryRunRequired, InvalidInput, PlatformNotConfigured],
  resolveType,
})

function toGraphQL(result: WriteChangeResult) {
  switch (result.kind) {
    case 'done':
      return { __typename: 'SetWritesEnabledSuccess', ...result.state }
    case 'dryRunRequired':
      return {
        __typename: 'DryRunRequired',
        message: words(
          'writing stays as it was: no dry run of PRODUCT_SYNC or CUSTOMER_SYNC has reached its end within the last 24 hours; start one with dryRun: true and look at its items first',
          'việc ghi vẫn như cũ: trong 24 giờ qua chưa có lần chạy thử PRODUCT_SYNC hay CUSTOMER_SYNC nào chạy hết; hãy chạy thử một lần (dryRun: true) và xem các mục trước',
        ),
      }
    case 'invalidInput':
      return invalidInput(result.issues)
    case 'platformNotConfigured':
      return platformNotConfigured(result)
  }
}

builder.mutationField('setWritesEnabled', (t) =>
  t.field({
    type: SetWritesEnabledResult,
    description:
      'The one switch: while off, no job writes to the shop. A real shop starts with it off, and it is switched on (or on for longer) only within 24 hours after a dry run of PRODUCT_SYNC or CUSTOMER_SYNC reached its end. Switching off is never refused. until: when it becomes the opposite by itself; a switch-off stays without one where writing was on for a time only, or could not be switched on now. reason: at most 500 characters.',
    args: {
      enabled: t.arg.boolean({ required: true }),
      until: t.arg({ type: 'DateTime' }),
      reason: t.arg.string(),
    },
    resolve: async (_root, { enabled, until, reason }, { writes }) => {
      const change = { enabled, until: until ? new Date(until) : null, reason: reason ?? null }
      return toGraphQL(await writes.set(change, null))
    },
  }),
)
