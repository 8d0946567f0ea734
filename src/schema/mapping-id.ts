import type { RecordKind } from '../entities/pair-columns.ts'
import type { InputIssue } from '../jobs/job-service.ts'
import type { AnyMapping } from '../jobs/mappings/link.ts'
import { formatMappingId, readMappingId, type MappingId } from '../jobs/mappings/mapping-id.ts'
import { words } from '../locale.ts'

const MOST_IDS = 1_000

export function kindOf(mapping: AnyMapping): RecordKind {
  return 'reserve' in mapping ? 'PRODUCT' : 'CUSTOMER'
}

/** The mappings that the texts name, each once; or what is wrong with the texts. Of one kind, where one is asked for. */
export function readMappingIds(
  texts: readonly string[],
  wanted?: RecordKind,
): { ids: MappingId[] } | { issues: InputIssue[] } {
  if (texts.length > MOST_IDS) {
    const message = words(
      `${texts.length} ids are too many; at most ${MOST_IDS} are allowed`,
      `${texts.length} liên kết là quá nhiều; chỉ được tối đa ${MOST_IDS}`,
    )
    return { issues: [{ path: 'ids', message }] }
  }
  const ids: MappingId[] = []
  const issues: InputIssue[] = []
  // Each once, however often it is named.
  for (const text of new Set(texts)) {
    const id = readMappingId(text)
    const path = pathOf(texts, text)
    const shown = JSON.stringify(text.slice(0, 40))
    if (!id) {
      const example = `${(wanted ?? 'PRODUCT').toLowerCase()}-12`
      const message = words(
        `${shown} is no id of a mapping; it looks like ${example}`,
        `${shown} không phải là mã liên kết; mã có dạng ${example}`,
      )
      issues.push({ path, message })
    } else if (wanted && id.kind !== wanted) {
      const message = words(
        `${shown} is a ${id.kind.toLowerCase()} mapping, but the kind is ${wanted}`,
        `${shown} là liên kết loại ${id.kind}, nhưng ở đây cần ${wanted}`,
      )
      issues.push({ path, message })
    } else ids.push(id)
  }
  return issues.length > 0 ? { issues } : { ids }
}

/** What is said of ids that name no mapping. */
export function unknownMappings(texts: readonly string[], unknown: readonly MappingId[]): InputIssue[] {
  return unknown.map(formatMappingId).map((text) => {
    const shown = JSON.stringify(text)
    const message = words(
      `there is no mapping ${shown}; nothing was changed`,
      `không có liên kết ${shown}; chưa thay đổi gì`,
    )
    return { path: pathOf(texts, text), message }
  })
}

function pathOf(texts: readonly string[], text: string): string {
  return `ids.${texts.indexOf(text)}`
}
