/** The items in groups of at most `size`, in their order. */
export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = []
  for (let from = 0; from < items.length; from += size) chunks.push(items.slice(from, from + size))
  return chunks
}

/** The items in groups, in their order, each of as many as there is room for; `sizeOf` is at most the room. */
export function packed<Item>(items: readonly Item[], room: number, sizeOf: (item: Item) => number): Item[][] {
  const groups: Item[][] = []
  let left = 0
  for (const item of items) {
    const size = sizeOf(item)
    if (groups.length === 0 || size > left) {
      groups.push([])
      left = room
    }
    groups.at(-1)!.push(item)
    left -= size
  }
  return groups
}

/** Works on the items, so many at a time, in their order. After a failure what is under way is finished, and then it is thrown. */
export async function workThrough<Item>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items]
  const worker = async (): Promise<void> => {
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next)
    } catch (error) {
      waiting.length = 0
      throw error
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: atATime }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
