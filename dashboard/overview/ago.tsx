import { useFormats } from '../formats/formats.ts'
import { useNow } from '../shell/now.ts'

/** How long ago or how long still; the moment itself when one points at it. */
export function Ago({ at }: { at: string }) {
  const formats = useFormats()
  const now = useNow()
  return (
    <time dateTime={at} title={formats.moment(at)}>
      {formats.ago(at, now)}
    </time>
  )
}
