import { describe, expect, test } from 'vitest'
import type { NhanhClient } from '../../../src/integrations/nhanh/client.ts'
import {
  addQuantities,
  formatQuantity,
  quantityOf,
  timesIn,
  wholePieces,
} from '../../../src/jobs/sync/quantity.ts'
import { readCombos, readStock, type StockReading } from '../../../src/jobs/sync/stock-reading.ts'

const CALL = { signal: new AbortController().signal }

interface Stock {
  id: string
  available: string | null
  depots: { depotId: string; available: string | null }[] | null
}

const stock = (
  id: string,
  available: string | null,
  depots: Record<string, string | null> | null,
): Stock => ({
  id,
  available,
  depots: depots && Object.entries(depots).map(([depotId, number]) => ({ depotId, available: number })),
})

interface Says {
  inventory?: Stock[]
  everyStatus?: Stock[]
  list?: Stock[]
  combos?: { id: string; components: { productId: string; quantity: string }[] }[]
  broken?: { id: string; title: null; sku: null; message: string }[]
}

/** A platform that says this, and writes down what it was asked. */
function nhanhThat({ inventory = [], everyStatus = [], list = [], combos = [], broken = [] }: Says) {
  const asked: string[] = []
  const page = <R>(records: R[]) => ({ records, broken: [], next: undefined, size: records.length })
  const among = <R extends { id: string }>(records: R[], ids: readonly string[]) =>
    page(records.filter(({ id }) => ids.includes(id)))
  const client = {
    stocksByIds: async (ids: readonly string[], options: { everyStatus: boolean }) => {
      asked.push(`${options.everyStatus ? 'every' : 'some'} ${ids.join(' ')}`)
      return options.everyStatus ? among(everyStatus, ids) : { ...among(inventory, ids), broken }
    },
    productsByIds: async (ids: readonly string[]) => {
      asked.push(`list ${ids.join(' ')}`)
      const shown = ({ id, available, depots }: Stock) => ({ id, stock: { available }, stockByDepot: depots })
      return among(list.map(shown), ids)
    },
    combosByIds: async (ids: readonly string[]) => among(combos, ids),
  } as unknown as NhanhClient
  return { client, asked }
}

function shortly(reading: StockReading | undefined, depots = ['1', '2']): string | number {
  if (reading?.kind !== 'known') return reading?.kind ?? 'none'
  return wholePieces(reading.availableIn(depots))
}

async function readingOf(says: Says): Promise<string | number> {
  return shortly((await readStock(nhanhThat(says).client, ['7'], CALL)).get('7'))
}

describe('quantities', () => {
  test.each([
    ['10', 10],
    ['0.9999', 0],
    ['2.9999', 2],
    ['-0.5', -1],
    ['1.1', 1],
    ['999999999.9999', 999_999_999],
  ])('%s has %i whole pieces', (decimal, pieces) => {
    expect(wholePieces(quantityOf(decimal))).toBe(pieces)
  })

  test('add up exactly', () => {
    const tenths = Array.from({ length: 10 }, () => quantityOf('0.1'))
    expect(addQuantities(tenths)).toBe(quantityOf('1'))
    expect(formatQuantity(addQuantities([quantityOf('0.1'), quantityOf('0.2')]))).toBe('0.3')
    expect(addQuantities([])).toBe(0)
  })

  test('are counted in sizes', () => {
    expect(timesIn(quantityOf('7'), quantityOf('2'))).toBe(quantityOf('3'))
    expect(timesIn(quantityOf('0.6'), quantityOf('0.2'))).toBe(quantityOf('3'))
    expect(timesIn(quantityOf('-1'), quantityOf('2'))).toBe(quantityOf('-1'))
  })
})

describe('one product', () => {
  test.each<[string, Says, string | number]>([
    ['depots that add up', { inventory: [stock('7', '5.5', { 1: '2.5', 2: '3' })] }, 5],
    ['a depot that Nhanh does not name has none', { inventory: [stock('7', '5', { 1: '5' })] }, 5],
    ['a depot below 0', { inventory: [stock('7', '3', { 1: '5', 2: '-2' })] }, 3],
    ['a depot less', { inventory: [stock('7', '5', { 1: '2' })] }, 'unknown'],
    ['a depot more', { inventory: [stock('7', '5', { 1: '2', 2: '3', 3: '1' })] }, 'unknown'],
    ['the total missing', { inventory: [stock('7', null, { 1: '2' })] }, 'unknown'],
    ['a number missing', { inventory: [stock('7', '2', { 1: '2', 2: null })] }, 'unknown'],
    ['no depots at all', { inventory: [stock('7', '5', null)] }, 'unknown'],
    ['no depots, and something available', { inventory: [stock('7', '5', {})] }, 'unknown'],
    ['no depots, and nothing available', { inventory: [stock('7', '0', {})] }, 'noRecord'],
    [
      'a depot twice',
      {
        inventory: [
          {
            ...stock('7', '4', {}),
            depots: [
              { depotId: '1', available: '2' },
              { depotId: '1', available: '2' },
            ],
          },
        ],
      },
      'unknown',
    ],
    ['found with every status', { everyStatus: [stock('7', '4', { 1: '4' })] }, 4],
    ['found in the list', { list: [stock('7', '4', { 1: '4' })] }, 4],
    ['found in the list, without a record', { list: [stock('7', '0', {})] }, 'noRecord'],
    ['found nowhere', {}, 'unknown'],
    [
      'a broken answer',
      {
        broken: [{ id: '7', title: null, sku: null, message: 'x' }],
        everyStatus: [stock('7', '4', { 1: '4' })],
      },
      'unknown',
    ],
  ])('%s', async (_name, says, expected) => {
    expect(await readingOf(says)).toBe(expected)
  })
})

describe('many products', () => {
  const ids = Array.from({ length: 250 }, (_, index) => String(index))

  test('are asked for a hundred at a time, each once', async () => {
    const { client, asked } = nhanhThat({ inventory: ids.map((id) => stock(id, id, { 1: id })) })
    const readings = await readStock(client, [...ids, ...ids], CALL)
    expect(asked.map((question) => question.split(' ').length - 1)).toEqual([100, 100, 50])
    expect(ids.map((id) => shortly(readings.get(id)))).toEqual(ids.map(Number))
  })

  test('those that are missing, and no others, are asked for in three ways', async () => {
    const { client, asked } = nhanhThat({
      inventory: [stock('1', '1', { 1: '1' })],
      everyStatus: [stock('2', '2', { 1: '2' })],
      list: [stock('3', '3', { 1: '3' })],
    })
    const readings = await readStock(client, ['1', '2', '3', '4'], CALL)
    expect(asked).toEqual(['some 1 2 3 4', 'every 2 3 4', 'list 3 4'])
    expect(['1', '2', '3', '4'].map((id) => shortly(readings.get(id)))).toEqual([1, 2, 3, 'unknown'])
  })

  test('nothing is asked for nothing', async () => {
    const { client, asked } = nhanhThat({})
    expect((await readStock(client, [], CALL)).size).toBe(0)
    expect((await readCombos(client, [], CALL)).size).toBe(0)
    expect(asked).toEqual([])
  })
})

describe('combos', () => {
  const inventory = [stock('1', '7', { 1: '4', 2: '3' }), stock('2', '20', { 1: '20' }), stock('3', '0', {})]
  const combo = (...components: [string, string][]) =>
    nhanhThat({
      inventory,
      combos: [{ id: '9', components: components.map(([productId, quantity]) => ({ productId, quantity })) }],
    }).client
  const made = async (...components: [string, string][]) =>
    (await readCombos(combo(...components), ['9'], CALL)).get('9')

  test('are as many as their scarcest component makes, by location', async () => {
    const reading = await made(['1', '2'], ['2', '3'])
    expect(shortly(reading)).toBe(3)
    expect(shortly(reading, ['1'])).toBe(2)
    expect(shortly(reading, ['2'])).toBe(0)
  })

  test('a component in two lines is needed twice', async () => {
    expect(shortly(await made(['1', '2'], ['1', '1']))).toBe(2)
  })

  test.each<[string, [string, string][]]>([
    [
      'a component without an answer',
      [
        ['1', '1'],
        ['4', '1'],
      ],
    ],
    [
      'a component without a record',
      [
        ['1', '1'],
        ['3', '1'],
      ],
    ],
    ['no components', []],
    ['a component of which none is needed', [['1', '0']]],
  ])('%s makes it unknown', async (_name, components) => {
    expect(shortly(await made(...components))).toBe('unknown')
  })

  test('one that Nhanh does not know is unknown', async () => {
    const { client } = nhanhThat({})
    expect(shortly((await readCombos(client, ['9'], CALL)).get('9'))).toBe('unknown')
  })
})
