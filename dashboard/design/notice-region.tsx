import { X } from 'lucide-react'
import { Text } from 'react-aria-components/Text'
import {
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button } from './button.tsx'
import { notices } from './notice-queue.ts'
import styles from './notices.module.css'

/** The notices that are up. Loaded with the first of them. */
export default function NoticeRegion() {
  const { t } = useTranslation()
  return (
    <ToastRegion queue={notices} className={styles.region} aria-label={t('notices')}>
      {({ toast }) => {
        const { text, tone = 'still', link, action } = toast.content
        return (
          <Toast toast={toast} className={[styles.notice, styles[tone]].join(' ')}>
            <ToastContent className={styles.content}>
              <Text slot="title">{text}</Text>
              {link && <Link href={link.href}>{link.label}</Link>}
            </ToastContent>
            {action && (
              <Button
                size="small"
                onPress={() => {
                  action.run()
                  notices.close(toast.key)
                }}
              >
                {action.label}
              </Button>
            )}
            <Button slot="close" look="quiet" size="small" aria-label={t('close')}>
              <X />
            </Button>
          </Toast>
        )
      }}
    </ToastRegion>
  )
}
