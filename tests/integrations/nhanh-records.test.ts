import { describe, expect, test } from 'vitest'
import { decimalText } from '../../src/integrations/nhanh/responses.ts'
import { inTurn, json, page, pagesOf } from './nhanh-stub.ts'

describe('records', () => {
  test('the documented product', async () => {
    const { pages } = await pagesOf(inTurn(json('product-list.json'), page([])))
    const [product, parent, child] = pages[0]!.records
    expect(product).toEqual({
      id: '1230000001',
      parentId: null,
      sku: 'AO-THUN-01',
      barcode: '8934567890123',
      name: 'Áo thun cổ tròn',
      otherName: 'Round neck tee',
      kind: 'PRODUCT',
      status: 'ACTIVE',
      prices: {
        retail: '199000',
        old: '249000',
        wholesale: '150000',
        import: '120000.5',
        averageCost: '121333.3333',
      },
      stock: { available: '7', remain: '10', holding: '1.5', shipping: '1', damaged: '0.5' },
      stockByDepot: [
        { depotId: '77', available: '5', remain: '8', holding: '1.5', shipping: '1', damaged: '0.5' },
        { depotId: '78', available: '2', remain: '5', holding: '1.5', shipping: '1', damaged: '0.5' },
      ],
      attributes: [
        { name: 'Màu', value: 'Đỏ' },
        { name: 'Size', value: 'M' },
      ],
      sourceCreatedAt: new Date('2025-07-31T00:00:00+07:00'),
      sourceUpdatedAt: new Date('2025-08-01T00:00:00+07:00'),
    })
    expect(parent).toMatchObject({ kind: 'PARENT', parentId: null })
    expect(child).toMatchObject({ kind: 'PRODUCT', parentId: '1230000002' })
  })

  const none = { available: null, remain: null, holding: null, shipping: null, damaged: null }
  const noPrices = { retail: null, old: null, wholesale: null, import: null, averageCost: null }
  test.each([
    ["PHP's [] for empty objects", '1', { prices: noPrices, stock: none, stockByDepot: [], attributes: [] }],
    ['null everywhere', '2', { prices: noPrices, stock: none, sku: null, barcode: null, otherName: null }],
    ['type an object, warranty a number', '3', { kind: 'WEIGHED', stock: { ...none, available: '1.25' } }],
    ['type an object in an array', '4', { kind: 'COMBO' }],
    ['type empty', '5', { kind: 'TYPE_UNKNOWN' }],
    ['code and barcode numbers', '6', { sku: '123456', barcode: '8934567890123' }],
    ['status a string', '7', { status: 'OUT_OF_STOCK' }],
    ['negative and fractional stock', '8', { stock: { ...none, available: '-2.5', remain: '10' } }],
    ['an id as a string beyond 2^53', '9007199254740993', { sku: 'STRING-ID' }],
    ['an object alone in an array', '10', { stock: { ...none, available: '3' } }],
    ['empty strings', '11', { sku: null, barcode: null, otherName: null }],
    [
      'outer blanks kept, floating point noise cut',
      '12',
      {
        sku: '  SP 12 ',
        prices: { retail: '0.3', import: '1300000', old: '150000.5', wholesale: '0', averageCost: '0' },
      },
    ],
    ['unknown status and type', '13', { status: 'STATUS_9', kind: 'TYPE_42' }],
    ['no times', '14', { sourceCreatedAt: null, sourceUpdatedAt: null }],
    ['the flat fields of v2 are not read', '15', { prices: noPrices, stock: none }],
  ])('quirk: %s', async (_what, id, expected) => {
    const { pages } = await pagesOf(inTurn(json('product-list-quirks.json')))
    expect(pages[0]?.broken).toEqual([])
    expect(pages[0]?.records.find((record) => record.id === id)).toMatchObject(expected)
  })

  test('an id beyond 2^53 stays exact', async () => {
    const row = '{"id":9007199254740993,"parentId":9007199254740995,"name":"P","status":2,"type":1}'
    const { pages } = await pagesOf(inTurn({ body: `{"code":1,"data":[${row}]}` }))
    expect(pages[0]?.records[0]).toMatchObject({ id: '9007199254740993', parentId: '9007199254740995' })
  })

  test('a row that cannot be right is set aside and named, the others stay', async () => {
    const { pages } = await pagesOf(inTurn(json('product-list-broken-rows.json')))
    expect(pages[0]?.records.map(({ id }) => id)).toEqual(['1230000001'])
    expect(pages[0]?.size).toBe(5)
    expect(pages[0]?.broken).toEqual([
      {
        id: '21',
        title: 'Giá sai',
        sku: 'X-21',
        message: 'prices.retail is "liên hệ", expected a decimal number of at most 15 digits',
      },
      { id: '22', title: null, sku: null, message: 'name is null, expected string' },
      {
        id: '23',
        title: 'Tồn sai',
        sku: null,
        message: 'inventory.depots.0.available is "nhiều", expected a decimal number of at most 15 digits',
      },
      { id: null, title: null, sku: null, message: 'it is "not a product", expected object' },
    ])
  })

  test.each([
    [{ id: 1.5 }, 'id is 1.5, expected an integer of at most 18 digits'],
    [{ id: undefined }, 'id is missing, expected an integer of at most 18 digits'],
    [{ status: 'Active' }, 'status is "Active", expected an integer of at most 18 digits'],
    [{ updatedAt: 1753981200000 }, 'updatedAt is 1753981200000, expected unix seconds'],
    [{ prices: 'free' }, 'prices is "free", expected object'],
    [{ inventory: { available: true } }, 'inventory.available is true, expected a decimal number'],
    [
      { inventory: { available: '' } },
      'inventory.available is "", expected a decimal number of at most 15 digits',
    ],
    [{ attributes: { 1: 'x' } }, 'attributes is {"1":"x"}, expected array'],
  ])('a field that cannot be right: %j', async (field, message) => {
    const row = { id: 1, parentId: -1, name: 'P', status: 2, type: 1, ...field }
    const { pages } = await pagesOf(inTurn({ body: { code: 1, data: [row] } }))
    expect(pages[0]?.broken[0]?.message).toBe(message)
  })

  test.each([
    [0, '0'],
    [-0, '0'],
    [-0.00001, '0'],
    [1.005, '1.005'],
    [0.1 + 0.2, '0.3'],
    [2.99999999, '3'],
    [1.23455, '1.2346'],
    [123456789012.3456, '123456789012.3456'],
    [1e14, '100000000000000'],
    ['0012.3400', '12.34'],
    ['-5', '-5'],
    ['1e5', null],
    ['1,5', null],
    [1e15, null],
    [1e300, null],
  ])('decimal text of %s', (value, text) => {
    expect(decimalText(value)).toBe(text)
  })
})
