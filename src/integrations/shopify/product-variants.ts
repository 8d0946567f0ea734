import type { z } from 'zod'
import type { CallOptions } from '../call.ts'
import type { Failures } from '../failures.ts'
import { parseRows } from '../rows.ts'
import * as documents from './documents.ts'
import type { GraphqlTransport } from './graphql.ts'
import { identify, nodesByIds } from './lists.ts'
import { cursorPages } from './pages.ts'
import * as responses from './responses.ts'

/** Products in one question; with their variants they stay far below what Shopify answers at once. */
const PRODUCTS_AT_ONCE = 50
/** Nearly every product has fewer; the others' are fetched. */
const VARIANTS_WITH_PRODUCT = 100

/**
 * The ids of the variants of those of the products that exist, as they are now.
 * @throws CodedError UNEXPECTED_ANSWER, and what {@link GraphqlTransport.query} throws
 */
export async function variantIdsOf(
  graphql: GraphqlTransport,
  failures: Failures,
  productIds: readonly string[],
  call: CallOptions,
): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < productIds.length; from += PRODUCTS_AT_ONCE) {
    const asked = productIds.slice(from, from + PRODUCTS_AT_ONCE)
    const variables = { variants: VARIANTS_WITH_PRODUCT }
    const rows = await nodesByIds(graphql, documents.VARIANTS_OF_PRODUCTS, variables, asked, call)
    for (const { id, variants } of whole(rows, responses.productVariants)) {
      ids.push(...variants.nodes.map((variant) => variant.id))
      if (!variants.pageInfo.hasNextPage) continue
      const list = {
        operation: documents.PRODUCT_VARIANTS_PAGE,
        schema: responses.productVariantsPage,
        variables: { id },
      }
      const { endCursor } = variants.pageInfo
      for await (const page of cursorPages(graphql, failures, list, call, endCursor))
        ids.push(...whole(page.rows, responses.variantIdRow))
    }
  }
  return ids

  function whole<R>(given: readonly unknown[], schema: z.ZodType<R>): R[] {
    const { records, broken } = parseRows(given, schema, (row) => row, identify)
    if (broken[0])
      throw failures.make('UNEXPECTED_ANSWER', `Shopify sent the variants with ${broken[0].message}`)
    return records
  }
}
