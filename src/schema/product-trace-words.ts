import { factsOf } from '../error-codes.ts'
import type { Platform } from '../entities/account.ts'
import type { ProductTrace } from '../jobs/sync/product-trace.ts'
import type { TracedDepot, TracedLevel } from '../jobs/sync/traced-levels.ts'
import { ledgerMessageIn } from '../ledger-texts.ts'
import type { Locale } from '../locale.ts'

/** What a trace comes to, in plain words of the reader's language. */

const NAMES: Record<Platform, string> = { NHANH: 'Nhanh', SHOPIFY: 'Shopify' }

const WORDS = {
  en: {
    writesOff: (because: string) => `Nothing is written while writing is off${because}.`,
    depotsOpen: (depots: string) =>
      `Nothing is written while these depots are neither assigned nor excluded: ${depots}.`,
    stored: (platform: string, failure: string, at: string) =>
      `${platform} could not be read now (${failure}). Its numbers are those of ${at}.`,
    never: 'no pull yet',
    inStep: 'In step.',
    writes: (target: number) => `The next sync writes ${target}.`,
    wouldWrite: (target: number) => `It would become ${target}.`,
    pending: (units: number, since: string) => `A sale of ${units} is pending since ${since}.`,
    notFed: 'No depot feeds it, so it is left alone.',
    fulfilmentService: "Its stock is the fulfilment service's own, so it is left alone.",
    roles: {
      EXCLUDED: 'Excluded: not sold online.',
      OPEN: 'Neither assigned to a location nor excluded.',
      LOST: 'The token does not cover it any more.',
    },
  },
  vi: {
    writesOff: (because: string) => `Đang tắt ghi nên chưa ghi gì${because}.`,
    depotsOpen: (depots: string) =>
      `Chưa ghi gì vì còn kho chưa gán vào địa điểm và chưa loại trừ: ${depots}.`,
    stored: (platform: string, failure: string, at: string) =>
      `Hiện không đọc được ${platform} (${failure}). Số của ${platform} là số lúc ${at}.`,
    never: 'chưa tải lần nào',
    inStep: 'Đã khớp.',
    writes: (target: number) => `Lần đồng bộ tới sẽ ghi ${target}.`,
    wouldWrite: (target: number) => `Số sẽ thành ${target}.`,
    pending: (units: number, since: string) => `Bán online ${units} cái, chưa về Nhanh, từ ${since}.`,
    notFed: 'Chưa gán kho nào nên giữ nguyên.',
    fulfilmentService: 'Tồn là của dịch vụ giao hàng nên giữ nguyên.',
    roles: {
      EXCLUDED: 'Đã loại trừ: không bán online.',
      OPEN: 'Chưa gán vào địa điểm và chưa loại trừ.',
      LOST: 'Token không còn quyền xem kho này.',
    },
  },
} satisfies Record<Locale, unknown>

/** The shop's. */
const TIME_ZONE = 'Asia/Ho_Chi_Minh'

function momentIn(locale: Locale, moment: Date): string {
  return new Intl.DateTimeFormat(locale === 'vi' ? 'vi-VN' : 'en-GB', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: TIME_ZONE,
  }).format(moment)
}

/** Why a depot counts for nothing; null when it counts. */
export function depotReason({ role }: TracedDepot, locale: Locale): string | null {
  return role === 'COUNTED' ? null : WORDS[locale].roles[role]
}

/** What happens at one location. */
export function levelMessage(trace: ProductTrace, level: TracedLevel, locale: Locale): string {
  const words = WORDS[locale]
  const { location, isFed, code, target, present, pendingSales, pendingSince } = level
  if (location.isFulfillmentService) return words.fulfilmentService
  if (!isFed) return words.notFed
  const pending = pendingSince ? [words.pending(pendingSales, momentIn(locale, pendingSince))] : []
  if (code !== null) return [...pending, factsOf(code)?.hint[locale] ?? code].join(' ')
  if (target === null || target === present) return [...pending, words.inStep].join(' ')
  const isWritten = trace.writes.enabled && trace.openDepots.length === 0 && trace.stored.length === 0
  return [...pending, isWritten ? words.writes(target) : words.wouldWrite(target)].join(' ')
}

/** The whole of it, the weightiest first. */
export function traceNote(trace: ProductTrace, locale: Locale): string {
  const words = WORDS[locale]
  const { writes, openDepots, stored, obstacle, levels } = trace
  const sentences = stored.map(({ platform, failure, readAt }) =>
    words.stored(NAMES[platform], failure, readAt ? momentIn(locale, readAt) : words.never),
  )
  if (!writes.enabled) sentences.push(words.writesOff(writes.reason === null ? '' : ` (${writes.reason})`))
  if (openDepots.length > 0)
    sentences.push(words.depotsOpen(openDepots.map(({ name, id }) => `${name} (${id})`).join(', ')))
  if (obstacle)
    sentences.push(
      `${factsOf(obstacle.code)?.hint[locale]} (${obstacle.code}: ${ledgerMessageIn(locale, obstacle.message)})`,
    )
  else
    sentences.push(...levels.map((level) => `${level.location.name}: ${levelMessage(trace, level, locale)}`))
  return sentences.join(' ')
}
