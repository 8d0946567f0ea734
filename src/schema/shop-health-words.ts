import type { ShopHealth } from '../jobs/health/health-service.ts'
import { RED_REASONS, type HealthReason } from '../jobs/health/verdict.ts'
import type { Locale } from '../locale.ts'

/** How a shop stands, in one sentence of the reader's language. */

type RedReason = (typeof RED_REASONS)[number]

interface Words {
  tag: string
  right: (asOf: string, right: string, linked: string, needYou: string | null) => string
  nothingLinked: (asOf: string) => string
  red: (reasons: string[], asOf: string | null) => string
  reasons: Record<RedReason, (names: string) => string>
}

const WORDS: Record<Locale, Words> = {
  en: {
    tag: 'en-GB',
    right: (asOf, right, linked, needYou) =>
      needYou === null
        ? `Stock right as of ${asOf}: all ${linked} linked variants`
        : `Stock right as of ${asOf}: ${right} of ${linked} linked variants; ${needYou} need you`,
    nothingLinked: (asOf) => `Synced at ${asOf}, but no variant is linked yet`,
    red: (reasons, asOf) => {
      const last = asOf === null ? '' : `; last synced at ${asOf}`
      return `Stock is not kept right: ${reasons.join('; ')}${last}`
    },
    reasons: {
      NOT_CONNECTED: () => 'Nhanh or Shopify is not connected',
      NOTHING_PULLED: () => 'the products have not been pulled yet',
      TOKEN_EXPIRED: () => 'a token has expired',
      DEPOT_LOST: (names) => `the token does not cover the depot ${names} any more`,
      DEPOT_OPEN: (names) => `the depot ${names} is neither assigned to a location nor excluded`,
      WRITES_OFF: () => 'writing to Shopify is switched off',
      SYNC_FAILED: () => 'the last product sync failed',
      NEVER_SYNCED: () => 'no product sync has reached its end yet',
      SYNC_OVERDUE: () => 'the product sync is overdue',
    },
  },
  vi: {
    tag: 'vi-VN',
    right: (asOf, right, linked, needYou) =>
      needYou === null
        ? `Tồn đúng lúc ${asOf}: cả ${linked} biến thể đã liên kết`
        : `Tồn đúng lúc ${asOf}: ${right} trên ${linked} biến thể đã liên kết; ${needYou} cần bạn xem`,
    nothingLinked: (asOf) => `Đã đồng bộ lúc ${asOf}, nhưng chưa liên kết biến thể nào`,
    red: (reasons, asOf) => {
      const last = asOf === null ? '' : `; đồng bộ lần cuối lúc ${asOf}`
      return `Tồn chưa được giữ đúng: ${reasons.join('; ')}${last}`
    },
    reasons: {
      NOT_CONNECTED: () => 'chưa kết nối Nhanh hoặc Shopify',
      NOTHING_PULLED: () => 'chưa tải sản phẩm lần nào',
      TOKEN_EXPIRED: () => 'có token đã hết hạn',
      DEPOT_LOST: (names) => `token không còn quyền xem kho ${names}`,
      DEPOT_OPEN: (names) => `kho ${names} chưa gán vào địa điểm và chưa loại trừ`,
      WRITES_OFF: () => 'đang tắt ghi lên Shopify',
      SYNC_FAILED: () => 'lần đồng bộ sản phẩm gần nhất bị lỗi',
      NEVER_SYNCED: () => 'chưa có lần đồng bộ sản phẩm nào hoàn tất',
      SYNC_OVERDUE: () => 'đồng bộ sản phẩm bị trễ',
    },
  },
}

/** While the products were never pulled, or a platform is not connected, the rest follows from that. */
const SUFFICIENT: readonly HealthReason[] = ['NOT_CONNECTED', 'NOTHING_PULLED']

export function healthSentence(health: ShopHealth, locale: Locale, timeZone: string): string {
  const { tag, right, nothingLinked, red, reasons: words } = WORDS[locale]
  const asOf = health.asOf && momentText(health.asOf, { now: health.now, tag, timeZone })
  if (health.level === 'RED' || asOf === null) {
    const first = health.reasons.find((reason) => SUFFICIENT.includes(reason))
    const told = RED_REASONS.filter((reason) => (first ? reason === first : health.reasons.includes(reason)))
    const names = (reason: RedReason) =>
      (reason === 'DEPOT_LOST' ? health.places.lost : health.places.open).map(({ name }) => name).join(', ')
    return red(
      told.map((reason) => words[reason](names(reason))),
      asOf,
    )
  }
  if (health.linked === 0) return nothingLinked(asOf)
  const number = new Intl.NumberFormat(tag)
  const needYou = health.linked - health.right
  return right(
    asOf,
    number.format(health.right),
    number.format(health.linked),
    needYou === 0 ? null : number.format(needYou),
  )
}

/** The time of day, and the day where it is not today's. */
function momentText(
  moment: Date,
  { now, tag, timeZone }: { now: Date; tag: string; timeZone: string },
): string {
  const time = new Intl.DateTimeFormat(tag, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  })
  const day = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'numeric', year: 'numeric', timeZone })
  const isToday = day.format(moment) === day.format(now)
  return isToday ? time.format(moment) : `${time.format(moment)} ${day.format(moment)}`
}
