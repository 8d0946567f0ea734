import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components/Toast'
import type { Notice } from './notices.tsx'

const SHOWN_MS = 8_000

export const notices = new ToastQueue<Notice>({ maxVisibleToasts: 4 })

/** Bad news stays until it is closed. */
export function show(notice: Notice): void {
  notices.add(notice, notice.tone === 'bad' ? {} : { timeout: SHOWN_MS })
}
