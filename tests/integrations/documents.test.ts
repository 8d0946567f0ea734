import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  buildClientSchema,
  buildSchema,
  type GraphQLSchema,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { queryCost } from '../../src/integrations/shopify/cost.ts'
import * as documents from '../../src/integrations/shopify/documents.ts'
import { pageSize } from '../../src/integrations/shopify/pages.ts'

const operations = [
  ...Object.values(documents).filter((value) => typeof value === 'object'),
  documents.customerMetafields(1),
  documents.customerMetafields(5),
]

const rules = [...specifiedRules, NoDeprecatedCustomRule]
const bulkQueries = (['products', 'variants', 'customers'] as const).flatMap((list) => [
  documents.bulkQuery(list),
  documents.bulkQuery(list, ` title:"Áo \\ mưa" `),
])
const invalid = (schema: GraphQLSchema) =>
  [
    ...operations.map(({ document }) => document),
    ...bulkQueries,
    documents.bulkMetafieldsSet('Set1'),
  ].flatMap((document) => validate(schema, parse(document), rules).map(String))

describe('the documents', () => {
  for (const version of ['2026-10', '2026-07']) {
    const file = new URL(`../../../shared/shopify/admin_${version}.json.gz`, import.meta.url)
    const absent = !existsSync(file)
    if (absent) process.stderr.write(`\nSKIPPED: no ${file.pathname}; only the committed schema is checked\n`)
    test.skipIf(absent)(`are valid in the real Admin schema ${version}`, () => {
      const introspection = JSON.parse(gunzipSync(readFileSync(file)).toString())
      expect(invalid(buildClientSchema(introspection.data ?? introspection))).toEqual([])
    })
  }

  test('are valid in the committed schema of the sandbox', () => {
    const sdl = readFileSync(
      new URL('../../src/sandbox/shopify/admin-2026-10.graphql', import.meta.url),
      'utf8',
    )
    expect(invalid(buildSchema(sdl))).toEqual([])
  })

  test('for bulk operations have edges and no nodes, and their search as it is', () => {
    for (const query of bulkQueries) {
      expect(query).toContain('edges { node {')
      expect(query).not.toContain('nodes')
      expect(query).not.toContain('pageInfo')
    }
    expect(bulkQueries[1]).toContain(String.raw`products(query: "title:\"Áo \\ mưa\"")`)
  })

  test('number at least six', () => {
    expect(operations.length).toBeGreaterThanOrEqual(6)
  })
})

describe('the cost model', () => {
  const { PRODUCTS_PAGE, VARIANTS_PAGE, LOCATIONS_PAGE, VARIANTS_COUNT } = documents
  // facts page, section 2.1, which has no selectedOptions: one point a node more, 11 for a page of 250
  test.each([
    ['products', PRODUCTS_PAGE, {}, 13],
    ['locations', LOCATIONS_PAGE, {}, 13],
    ['variants with 1 level', VARIANTS_PAGE, { levels: 1 }, 90 + 11],
    ['variants with 3 levels', VARIANTS_PAGE, { levels: 3 }, 123 + 11],
    ['variants with 10 levels', VARIANTS_PAGE, { levels: 10 }, 189 + 11],
    ['variants with 50 levels', VARIANTS_PAGE, { levels: 50 }, 288 + 11],
    ['variants with 250 levels', VARIANTS_PAGE, { levels: 250 }, 420 + 11],
    ['a count', VARIANTS_COUNT, {}, 10],
  ])('%s', (_what, operation, variables, points) => {
    expect(queryCost(operation, { first: 250, ...variables })).toBe(points)
  })

  test('pages are as large as the rules allow', () => {
    expect(pageSize(PRODUCTS_PAGE)).toBe(250)
    expect(pageSize(VARIANTS_PAGE, { levels: 10 }, 10)).toBe(250)
    expect(pageSize(VARIANTS_PAGE, { levels: 250 }, 250)).toBe(50)
  })
})
