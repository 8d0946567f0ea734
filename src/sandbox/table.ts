/**
 * Records sorted by ascending numeric id: pages are cut by a binary search, so that a table of half a million
 * records answers its last page as fast as its first. The records themselves are plain and may be changed in
 * place; their id may not.
 */
export class Table<T extends { id: number }> {
  readonly #records: T[] = []

  get size(): number {
    return this.#records.length
  }

  /** All records, ascending by id. */
  get records(): readonly T[] {
    return this.#records
  }

  get(id: number): T | undefined {
    const record = this.#records[firstAtOrAbove(this.#records, id)]
    return record?.id === id ? record : undefined
  }

  /** Adds a record, wherever its id belongs. A record that already has this id is replaced. */
  add(record: T): T {
    const last = this.#records.at(-1)
    if (last === undefined || last.id < record.id) {
      this.#records.push(record)
      return record
    }
    const index = firstAtOrAbove(this.#records, record.id)
    this.#records.splice(index, this.#records[index]?.id === record.id ? 1 : 0, record)
    return record
  }

  /** Takes a record away and gives it to the caller: `add` brings it back as it was. Undefined when there is none. */
  delete(id: number): T | undefined {
    const index = firstAtOrAbove(this.#records, id)
    return this.#records[index]?.id === id ? this.#records.splice(index, 1)[0] : undefined
  }

  /** The next free id: one above the highest, or `first` in an empty table. */
  nextId(first: number): number {
    return (this.#records.at(-1)?.id ?? first - 1) + 1
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#records[Symbol.iterator]()
  }
}

/** The index of the first record whose id is `id` or above; the length when there is none. */
export function firstAtOrAbove(records: readonly { id: number }[], id: number): number {
  let low = 0
  let high = records.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (records[middle]!.id < id) low = middle + 1
    else high = middle
  }
  return low
}
