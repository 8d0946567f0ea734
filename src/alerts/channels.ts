import type { AlertChannel } from './channel.ts'
import { mailChannel } from './mail-channel.ts'
import { webhookChannel } from './webhook-channel.ts'

/** The channels that are configured. */
export function alertChannels({
  webhook,
  mail,
}: {
  webhook: Parameters<typeof webhookChannel>[0] | null
  mail: Parameters<typeof mailChannel>[0] | null
}): AlertChannel[] {
  return [...(webhook ? [webhookChannel(webhook)] : []), ...(mail ? [mailChannel(mail)] : [])]
}
