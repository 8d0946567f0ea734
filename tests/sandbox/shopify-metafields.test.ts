import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { ShopifyCustomer } from '../../src/sandbox/shopify/shopify-records.ts'
import { askShopify, gidsOf } from './platform-calls.ts'

let sandbox: Sandbox
let customers: readonly ShopifyCustomer[]
let gids: string[]
beforeEach(async () => {
  sandbox = await startSandbox({ products: 3, customers: 60 })
  customers = sandbox.world.shopify.customers.records
  gids = gidsOf('Customer', customers)
})
afterEach(() => sandbox.close())

interface SetError {
  field: string[] | null
  code: string | null
  message: string
  elementIndex: number | null
}
interface SetAnswer {
  metafields: { namespace: string; key: string; type: string; value: string }[] | null
  userErrors: SetError[]
}

const entry = (ownerId: string, more: object = {}) => ({
  ownerId,
  namespace: 'pos',
  key: 'points',
  type: 'number_integer',
  value: '7',
  ...more,
})

async function set(metafields: object[]): Promise<SetAnswer> {
  const { body } = await askShopify<{ metafieldsSet: SetAnswer }>(
    sandbox,
    `mutation Set($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) {
      metafields { namespace key type value } userErrors { field code message elementIndex } } }`,
    { metafields },
  )
  return body.data!.metafieldsSet
}

async function run<T>(document: string, variables: object = {}): Promise<T> {
  const { body } = await askShopify<{ answer: T }>(sandbox, document, { ...variables })
  expect(body.errors).toBeUndefined()
  return body.data!.answer
}

const DELETE = `mutation Delete($metafields: [MetafieldIdentifierInput!]!) {
  answer: metafieldsDelete(metafields: $metafields) {
    deletedMetafields { ownerId namespace key } userErrors { field message } } }`

describe('metafieldsSet', () => {
  it('creates and changes, and the customer shows it, one by one and as a list', async () => {
    const before = customers[0]!.updatedAt
    await set([
      entry(gids[0]!),
      entry(gids[0]!, { key: 'level', type: 'single_line_text_field', value: 'Vàng' }),
    ])
    const answer = await set([entry(gids[0]!, { value: '8' }), entry(gids[1]!, { namespace: 'other' })])
    expect(answer.userErrors).toEqual([])
    expect(answer.metafields?.map(({ value }) => value)).toEqual(['8', '7'])
    const shown = await run(
      `query Shown($id: ID!) { answer: customer(id: $id) {
        points: metafield(namespace: "pos", key: "points") { type value ownerType }
        none: metafield(namespace: "pos", key: "none") { value }
        metafields(first: 1, namespace: "pos") { nodes { key value } pageInfo { hasNextPage } }
        chosen: metafields(first: 5, keys: ["pos.level"]) { nodes { key } } } }`,
      { id: gids[0] },
    )
    expect(shown).toEqual({
      points: { type: 'number_integer', value: '8', ownerType: 'CUSTOMER' },
      none: null,
      metafields: { nodes: [{ key: 'points', value: '8' }], pageInfo: { hasNextPage: true } },
      chosen: { nodes: [{ key: 'level' }] },
    })
    expect(customers[0]!.updatedAt).toBeGreaterThan(before)
  })

  it('sets nothing when one of 25 is wrong, and says which', async () => {
    const metafields = gids.slice(0, 25).map((gid) => entry(gid))
    metafields[7] = entry(gids[7]!, { value: '7.5' })
    metafields[9] = entry('gid://shopify/Customer/1')
    expect((await set(metafields)).userErrors).toEqual([
      {
        field: ['metafields', '7', 'value'],
        code: 'INVALID_VALUE',
        message: 'Value must be an integer.',
        elementIndex: null,
      },
      {
        field: ['metafields', '9', 'ownerId'],
        code: 'INVALID',
        message: 'Owner does not exist.',
        elementIndex: null,
      },
    ])
    expect(customers.flatMap((customer) => customer.metafields)).toEqual([])
  })

  it('takes 25 and no more', async () => {
    expect((await set(gids.slice(0, 25).map((gid) => entry(gid)))).userErrors).toEqual([])
    const [error] = (await set(gids.slice(0, 26).map((gid) => entry(gid)))).userErrors
    expect(error).toMatchObject({ field: ['metafields'], code: 'LESS_THAN_OR_EQUAL_TO' })
  })

  it.each([
    ['number_integer', '-12', true],
    ['number_integer', '9007199254740992', false],
    ['number_integer', '1e3', false],
    ['number_decimal', '1234567.50', true],
    ['number_decimal', '1,5', false],
    ['number_decimal', '10000000000000', false],
    ['number_decimal', '', false],
    ['single_line_text_field', 'Hạng vàng', true],
    ['single_line_text_field', ' ', false],
    ['single_line_text_field', 'a\nb', false],
    ['date_time', '2026-11-21T08:00:00', true],
    ['date_time', '2026-11-21', false],
    ['date_time', '2026-13-21T08:00:00Z', false],
    ['money', '1', false],
  ])('%s %j: taken %s', async (type, value, isTaken) => {
    const { userErrors } = await set([entry(gids[0]!, { type, value })])
    expect(userErrors.length === 0).toBe(isTaken)
    expect(customers[0]!.metafields.map((one) => one.value)).toEqual(isTaken ? [expect.any(String)] : [])
  })

  it('keeps a moment with its offset, without fractions', async () => {
    const values = ['2026-11-21T08:00:00.250Z', '2026-11-21T08:00:00', '2026-11-21T15:00:00+07:00']
    const stored: unknown[] = []
    for (const value of values)
      stored.push((await set([entry(gids[0]!, { type: 'date_time', value })])).metafields?.[0]?.value)
    expect(stored).toEqual([
      '2026-11-21T08:00:00+00:00',
      '2026-11-21T08:00:00+00:00',
      '2026-11-21T15:00:00+07:00',
    ])
  })

  it('obeys the digest of what was read', async () => {
    await set([entry(gids[0]!)])
    const stale = await set([entry(gids[0]!, { compareDigest: 'of another value', value: '9' })])
    expect(stale.userErrors[0]).toMatchObject({ field: ['metafields', '0'], code: 'STALE_OBJECT' })
    const { metafield } = await run<{ metafield: { compareDigest: string } }>(
      `query Digest($id: ID!) { answer: customer(id: $id) {
        metafield(namespace: "pos", key: "points") { compareDigest } } }`,
      { id: gids[0] },
    )
    const fresh = entry(gids[0]!, { compareDigest: metafield.compareDigest, value: '9' })
    expect((await set([fresh])).userErrors).toEqual([])
    expect((await set([entry(gids[1]!, { compareDigest: null })])).userErrors).toEqual([])
    expect((await set([entry(gids[1]!, { compareDigest: null })])).userErrors).toHaveLength(1)
  })

  it('needs write_customers', async () => {
    sandbox.world.shopify.scopes = ['read_customers']
    const { body } = await askShopify(sandbox, DELETE, { metafields: [] })
    expect(body.errors?.[0]?.extensions?.['code']).toBe('ACCESS_DENIED')
  })
})

describe('metafieldsDelete', () => {
  it('deletes what is there, with null for what is not', async () => {
    await set([entry(gids[0]!), entry(gids[0]!, { key: 'level', value: '2' })])
    const id = { ownerId: gids[0], namespace: 'pos', key: 'points' }
    expect(await run(DELETE, { metafields: [{ ...id, key: 'nothing' }, id] })).toEqual({
      deletedMetafields: [null, id],
      userErrors: [],
    })
    expect(customers[0]!.metafields.map(({ key }) => key)).toEqual(['level'])
  })

  it('deletes nothing when an owner is gone', async () => {
    await set([entry(gids[0]!)])
    const ids = [gids[0], 'gid://shopify/Customer/1'].map((ownerId) => ({
      ownerId,
      namespace: 'pos',
      key: 'points',
    }))
    expect(await run(DELETE, { metafields: ids })).toEqual({
      deletedMetafields: [],
      userErrors: [{ field: ['metafields', '1', 'ownerId'], message: 'Owner is invalid' }],
    })
    expect(customers[0]!.metafields).toHaveLength(1)
  })
})

describe('definitions', () => {
  const CREATE = `mutation Define($definition: MetafieldDefinitionInput!) {
    answer: metafieldDefinitionCreate(definition: $definition) {
      createdDefinition { namespace key name type { name } access { storefront } pinnedPosition }
      userErrors { field code message } } }`
  const definition = (key: string, more: object = {}) => ({
    namespace: 'pos',
    key,
    name: 'Points',
    type: 'number_integer',
    ownerType: 'CUSTOMER',
    ...more,
  })

  it('are created once, listed, and bind the type of what is set', async () => {
    const access = { storefront: 'PUBLIC_READ' }
    expect(await run(CREATE, { definition: definition('points', { pin: true, access }) })).toEqual({
      createdDefinition: {
        namespace: 'pos',
        key: 'points',
        name: 'Points',
        type: { name: 'number_integer' },
        access,
        pinnedPosition: 1,
      },
      userErrors: [],
    })
    expect(await run(CREATE, { definition: definition('points') })).toEqual({
      createdDefinition: null,
      userErrors: [
        {
          field: ['definition', 'key'],
          code: 'TAKEN',
          message: "Key is in use for Customer metafields on the 'pos' namespace.",
        },
      ],
    })
    await run(CREATE, { definition: definition('points', { namespace: 'other' }) })
    const listed = await run(
      `{ answer: metafieldDefinitions(ownerType: CUSTOMER, namespace: "pos", first: 5) {
        nodes { key ownerType type { name } access { admin storefront } } } }`,
    )
    expect(listed).toEqual({
      nodes: [
        {
          key: 'points',
          ownerType: 'CUSTOMER',
          type: { name: 'number_integer' },
          access: { admin: 'PUBLIC_READ_WRITE', storefront: 'PUBLIC_READ' },
        },
      ],
    })
    expect((await set([entry(gids[0]!, { type: 'number_decimal' })])).userErrors[0]?.code).toBe(
      'INVALID_TYPE',
    )
    expect((await set([entry(gids[0]!, { type: undefined })])).userErrors).toEqual([])
    expect((await set([entry(gids[0]!, { key: 'free', type: undefined })])).userErrors[0]?.code).toBe('BLANK')
  })

  it.each([
    [{ key: 'x' }, 'TOO_SHORT'],
    [{ type: 'no_type' }, 'INCLUSION'],
    [{ access: { admin: 'MERCHANT_READ' } }, 'ADMIN_ACCESS_INPUT_NOT_ALLOWED'],
    [{ name: ' ' }, 'BLANK'],
  ])('with %j are refused: %s', async (more, code) => {
    const { userErrors } = await run<{ userErrors: SetError[] }>(CREATE, {
      definition: definition('points', more),
    })
    expect(userErrors.map((error) => error.code)).toEqual([code])
    expect(sandbox.world.shopify.metafieldDefinitions.size).toBe(0)
  })

  it('are pinned up to twenty', async () => {
    for (let n = 0; n < 20; n++) await run(CREATE, { definition: definition(`key_${n}`, { pin: true }) })
    const { userErrors } = await run<{ userErrors: SetError[] }>(CREATE, {
      definition: definition('last', { pin: true }),
    })
    expect(userErrors[0]?.code).toBe('PINNED_LIMIT_REACHED')
  })
})

describe('customerUpdate', () => {
  const UPDATE = `mutation Update($input: CustomerInput!) { answer: customerUpdate(input: $input) {
    customer { id note tags } userErrors { field message } } }`

  it('changes a customer and its metafields in one', async () => {
    const { ownerId: id, ...metafield } = entry(gids[0]!)
    expect(await run(UPDATE, { input: { id, note: 'Mới', tags: ['vip'], metafields: [metafield] } })).toEqual(
      {
        customer: { id, note: 'Mới', tags: ['vip'] },
        userErrors: [],
      },
    )
    expect(customers[0]!.metafields[0]).toMatchObject(metafield)
  })

  it('changes nothing when a metafield is wrong or the customer is gone', async () => {
    const { ownerId: id, ...metafield } = entry(gids[0]!, { value: 'x' })
    const wrong = await run(UPDATE, { input: { id, note: 'Mới', metafields: [metafield] } })
    expect(wrong).toEqual({
      customer: null,
      userErrors: [{ field: ['metafields', '0', 'value'], message: 'Value must be an integer.' }],
    })
    expect(customers[0]!.note).not.toBe('Mới')
    expect(await run(UPDATE, { input: { id: 'gid://shopify/Customer/1', note: 'Mới' } })).toEqual({
      customer: null,
      userErrors: [{ field: ['id'], message: 'Customer does not exist' }],
    })
  })
})
