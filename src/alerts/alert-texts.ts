import type { AlertFacts } from '../entities/alert.ts'
import { factsOf } from '../error-codes.ts'
import type { Locale } from '../locale.ts'

/** For people. */
export interface AlertText {
  /** One line without a full stop. */
  title: string
  /** Whole sentences: what is the case, and what to do about it. */
  message: string
}

/** What holds, or held, in the reader's language. What a platform said stays as it said it. */
export function alertText(alert: AlertFacts, locale: Locale): AlertText {
  return TEXTS[locale](alert)
}

/** The same as it is told: its beginning, or its end when it has one. */
export function eventText(
  alert: AlertFacts,
  { openedAt, closedAt }: { openedAt: Date; closedAt: Date | null },
  locale: Locale,
): AlertText {
  const { title, message } = alertText(alert, locale)
  if (closedAt === null) return { title, message }
  const [from, to] = [timeText(openedAt, locale), timeText(closedAt, locale)]
  return locale === 'vi'
    ? { title: `Đã hết: ${title}`, message: `Bắt đầu lúc ${from}, hết lúc ${to}. Không cần làm gì nữa.` }
    : {
        title: `Over: ${title}`,
        message: `It began on ${from} and was over on ${to}. Nothing is left to do.`,
      }
}

export function testText(locale: Locale): AlertText {
  return locale === 'vi'
    ? { title: 'Tin nhắn thử', message: 'Nhận được tin này nghĩa là cảnh báo của synctrack đến được đây.' }
    : { title: 'Test message', message: 'As you can read this, the alerts of synctrack arrive here.' }
}

const TEXTS: Record<Locale, (alert: AlertFacts) => AlertText> = { en: english, vi: vietnamese }

function english({ cause, detail }: AlertFacts): AlertText {
  switch (cause) {
    case 'JOB_FAILED':
      return {
        title: `${detail.label} failed`,
        message: jobMessage(`Job ${detail.jobId} failed`, detail, 'en'),
      }
    case 'IMPLAUSIBLE_CHANGE':
      return {
        title: `${detail.label} stopped before an implausible change`,
        message: jobMessage(`Job ${detail.jobId} stopped`, detail, 'en'),
      }
    case 'SCOPE_LOST':
      if ('scope' in detail) {
        return {
          title: `Shopify does not grant ${detail.scope}`,
          message: `The syncs need the scope ${detail.scope}. Add it to the app in Shopify and install the app again.`,
        }
      }
      return {
        title: detail.code === 'NHANH_TOKEN' ? 'Nhanh refuses the token' : 'The Nhanh app lacks a permission',
        message: jobMessage(`${detail.label}, job ${detail.jobId}, failed`, detail, 'en'),
      }
    case 'DEPOT_LOST':
      return {
        title: `The depot ${detail.name} is no longer granted`,
        message: `Its stock cannot be seen, so no stock is written to Shopify. ${hintOf('DEPOT_LOST', 'en')}`,
      }
    case 'SCHEDULE_OVERDUE':
      return {
        title: `The schedule ${detail.name} is overdue`,
        message: `Its run was due on ${timeText(detail.dueAt, 'en')} and has not begun. Look whether the server and its jobs are running.`,
      }
    case 'TOKEN_EXPIRES': {
      const { days, expiresAt } = detail
      const title =
        days === 0
          ? "Nhanh's token has expired"
          : `Nhanh's token expires within ${days === 1 ? '1 day' : `${days} days`}`
      return {
        title,
        message: `It ${days === 0 ? 'expired' : 'expires'} on ${timeText(expiresAt, 'en')}. Have a director grant access again, with all warehouses, and set NHANH_ACCESS_TOKEN to the new token.`,
      }
    }
  }
}

function vietnamese({ cause, detail }: AlertFacts): AlertText {
  switch (cause) {
    case 'JOB_FAILED':
      return {
        title: `${detail.label} bị lỗi`,
        message: jobMessage(`Công việc ${detail.jobId} bị lỗi`, detail, 'vi'),
      }
    case 'IMPLAUSIBLE_CHANGE':
      return {
        title: `${detail.label} đã dừng trước thay đổi bất thường`,
        message: jobMessage(`Công việc ${detail.jobId} đã dừng`, detail, 'vi'),
      }
    case 'SCOPE_LOST':
      if ('scope' in detail) {
        return {
          title: `Shopify không cấp quyền ${detail.scope}`,
          message: `Đồng bộ cần quyền ${detail.scope}. Thêm quyền này cho ứng dụng trên Shopify rồi cài lại ứng dụng.`,
        }
      }
      return {
        title: detail.code === 'NHANH_TOKEN' ? 'Nhanh từ chối token' : 'Ứng dụng Nhanh thiếu quyền',
        message: jobMessage(`${detail.label}, công việc ${detail.jobId}, bị lỗi`, detail, 'vi'),
      }
    case 'DEPOT_LOST':
      return {
        title: `Kho ${detail.name} không còn được cấp quyền`,
        message: `Không xem được tồn của kho này nên không ghi tồn lên Shopify. ${hintOf('DEPOT_LOST', 'vi')}`,
      }
    case 'SCHEDULE_OVERDUE':
      return {
        title: `Lịch ${detail.name} bị trễ`,
        message: `Lẽ ra đã chạy lúc ${timeText(detail.dueAt, 'vi')} nhưng chưa chạy. Kiểm tra máy chủ và các công việc.`,
      }
    case 'TOKEN_EXPIRES': {
      const { days, expiresAt } = detail
      return {
        title: days === 0 ? 'Token của Nhanh đã hết hạn' : `Token của Nhanh hết hạn trong ${days} ngày`,
        message: `Hết hạn lúc ${timeText(expiresAt, 'vi')}. Nhờ giám đốc cấp lại quyền, chọn đủ kho, rồi đặt token mới vào NHANH_ACCESS_TOKEN.`,
      }
    }
  }
}

function jobMessage(
  what: string,
  { code, message }: { code: string; message: string },
  locale: Locale,
): string {
  return `${what} (${code}): ${message.replace(/\.?$/, '.')} ${hintOf(code, locale)}`.trim()
}

function hintOf(code: string, locale: Locale): string {
  return factsOf(code)?.hint[locale] ?? ''
}

/** As a clock in Vietnam shows it. */
function timeText(moment: Date | string, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale === 'vi' ? 'vi-VN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Ho_Chi_Minh',
  })
  return `${format.format(new Date(moment))} (GMT+7)`
}
