import { ArrowDownToLine } from 'lucide-react'
import { memo, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Select } from '../design/field.tsx'
import { Panel } from '../design/page.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import { useAddress } from '../shell/address.ts'
import styles from './log-panel.module.css'
import { useJobLog, type LogLine } from './use-job-log.ts'

const LEVELS = {
  all: ['DEBUG', 'INFO', 'WARN', 'ERROR'],
  warn: ['WARN', 'ERROR'],
  error: ['ERROR'],
} as const satisfies Record<string, LogLine['level'][]>

type LevelChoice = keyof typeof LEVELS

/** So near to its end counts as at the end. */
const END_PX = 24

/** The log of a job: it follows what comes while it stands at its end, and stays put while somebody reads above. */
export const LogPanel = memo(function LogPanel({ id, beat }: { id: string; beat: number }) {
  const { t } = useTranslation('job')
  const address = useAddress()
  const chosen = address.get('level')
  const level: LevelChoice = chosen === 'warn' || chosen === 'error' ? chosen : 'all'
  const { lines, isRead, hasOlder, error, loadOlder, catchUp } = useJobLog(id, beat)
  const shownLevels: readonly LogLine['level'][] = LEVELS[level]
  const shown = level === 'all' ? lines : lines.filter((line) => shownLevels.includes(line.level))

  const place = useRef<HTMLDivElement>(null)
  const [follows, setFollows] = useState(true)
  const fromEnd = useRef(0)
  const oldest = shown.at(0)?.cursor
  const toEnd = () => place.current?.scrollTo({ top: place.current.scrollHeight })

  // What is read stays where it stands when older lines come above it.
  const stay = useEffectEvent(() => {
    const element = place.current
    if (element && !follows) element.scrollTop = element.scrollHeight - fromEnd.current
  })
  useLayoutEffect(() => stay(), [oldest])
  useLayoutEffect(() => {
    if (follows) toEnd()
  }, [shown.length, follows])

  const look = () => {
    const { scrollHeight, scrollTop, clientHeight } = place.current!
    fromEnd.current = scrollHeight - scrollTop
    setFollows(scrollHeight - scrollTop - clientHeight < END_PX)
  }
  return (
    <Panel
      title={t('log.title')}
      padded={false}
      actions={
        <div className={styles.level}>
          <Select
            label={t('log.levels')}
            hidesLabel
            choices={(['all', 'warn', 'error'] as const).map((one) => ({ id: one, label: t(`log.${one}`) }))}
            value={level}
            onChange={(one) => address.set({ level: one === 'all' ? undefined : one }, { replace: true })}
          />
        </div>
      }
    >
      {error && lines.length === 0 ? (
        <Failed error={error} onRetry={() => void catchUp()} />
      ) : !isRead ? (
        <Loading rows={3} />
      ) : (
        <div className={styles.frame}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by the keyboard too */}
          <div
            ref={place}
            className={styles.log}
            role="log"
            aria-live="off"
            aria-label={t('log.lines')}
            tabIndex={0}
            onScroll={look}
          >
            {hasOlder && (
              <Button size="small" look="quiet" onPress={() => void loadOlder()}>
                {t('log.older')}
              </Button>
            )}
            {shown.length === 0 && (
              <p className={styles.none}>{t(lines.length === 0 ? 'log.empty' : 'log.none')}</p>
            )}
            {shown.map((line) => (
              <Line key={line.cursor} line={line} />
            ))}
          </div>
          {!follows && (
            <div className={styles.follow}>
              <Button size="small" onPress={toEnd}>
                <ArrowDownToLine aria-hidden="true" />
                {t('log.follow')}
              </Button>
            </div>
          )}
        </div>
      )}
    </Panel>
  )
})

const Line = memo(function Line({ line: { at, level, message } }: { line: LogLine }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  return (
    <p className={styles.line}>
      <time dateTime={at}>{formats.time(at)}</time>
      <span className={styles[level.toLowerCase()]}>{t(`log.level.${level}`)}</span>
      <span className={styles.message}>{message}</span>
    </p>
  )
})
