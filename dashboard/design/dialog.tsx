import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import styles from './dialog.module.css'

export interface DialogProps {
  title: string
  /** Null when it is closed. */
  children: ReactNode
  isOpen: boolean
  onClose: () => void
  /** alertdialog for a question that must be answered. */
  role?: 'dialog' | 'alertdialog'
  /** side: along the right edge, the page stays in sight. */
  size?: 'normal' | 'wide' | 'side'
}

/** Stands over the page until it is closed: by its button, Escape, or a press beside it. */
export function Dialog({ title, children, isOpen, onClose, role = 'dialog', size = 'normal' }: DialogProps) {
  const { t } = useTranslation()
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => open || onClose()}
      isDismissable={role === 'dialog'}
      className={[styles.overlay, size === 'side' ? styles.aside : ''].join(' ')}
    >
      <Modal className={[styles.modal, styles[size]].join(' ')}>
        <AriaDialog role={role} className={styles.dialog}>
          <header className={styles.header}>
            <Heading slot="title" className={styles.title}>
              {title}
            </Heading>
            <Button look="quiet" size="small" aria-label={t('close')} onPress={onClose}>
              <X />
            </Button>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** Where the answers to a dialog stand. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>
}
