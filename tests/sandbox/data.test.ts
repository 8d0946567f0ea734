import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { CatalogueError, readShopifyCsv } from '../../src/sandbox/data/shopify-csv.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'

const started: Sandbox[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()))
})

async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  started.push(sandbox)
  return sandbox
}

const recordsOf = ({ world: { nhanh, shopify } }: Sandbox) =>
  JSON.stringify([
    nhanh.products.records,
    nhanh.customers.records,
    nhanh.depots,
    shopify.products.records,
    shopify.customers.records,
    shopify.locations.records,
  ])

describe('demo data', () => {
  it('is the same every time, and the same products whatever the size', async () => {
    const [one, again, larger] = await Promise.all([
      start({ products: 200, customers: 100 }),
      start({ products: 200, customers: 100, now: () => 0 }),
      start({ products: 300, customers: 100 }),
    ])
    expect(recordsOf(again)).toBe(recordsOf(one))
    expect(larger.world.shopify.products.records.slice(0, 150)).toEqual(
      one.world.shopify.products.records.slice(0, 150),
    )
    expect({ ...again.shopify, baseUrl: '' }).toEqual({ ...one.shopify, baseUrl: '' })
  })

  it('has every odd case that a matcher meets', async () => {
    const { world } = await start({ products: 200 })
    const variants = world.shopify.variants.records
    const products = world.nhanh.products.records
    const skus = variants.map((variant) => variant.sku)
    const known = skus.filter((sku) => sku !== null)
    expect(skus).toContain(null)
    expect(new Set(known).size).toBeLessThan(known.length)
    expect(known.some((sku) => sku !== sku.trim())).toBe(true)
    const codes = new Set(products.map((product) => product.code))
    expect(known.some((sku) => !codes.has(sku) && codes.has(sku.toLowerCase()))).toBe(true)
    expect(known.some((sku) => !codes.has(sku) && codes.has(`${sku} `))).toBe(true)
    expect(variants.some((variant) => variant.barcode?.startsWith("'"))).toBe(true)
    expect(variants.some((variant) => variant.inventoryPolicy === 'CONTINUE')).toBe(true)
    expect(variants.some((variant) => !variant.inventoryItem.tracked)).toBe(true)
    expect(variants.some((variant) => variant.requiresComponents)).toBe(true)
    expect(new Set(world.shopify.products.records.map((product) => product.status))).toEqual(
      new Set(['ACTIVE', 'ARCHIVED', 'DRAFT']),
    )
    expect(new Set(products.map((product) => product.type))).toEqual(new Set([1, 2, 3, 6, 9, 10]))
    expect(new Set(products.map((product) => product.status))).toEqual(new Set([1, 2, 3, 4]))
    expect(products.some((product) => product.combos.length > 0)).toBe(true)
    expect(products.some((product) => product.stock.some((stock) => stock.remain < 0))).toBe(true)
    const parents = new Set(products.filter((one) => one.parentId === -2).map((one) => one.id))
    expect(products.filter((one) => one.parentId > 0).every((one) => parents.has(one.parentId))).toBe(true)
  })
})

describe('a real catalogue', () => {
  const FIXTURE = resolve(import.meta.dirname, '../fixtures/catalogue.csv')

  it('becomes the shop: products, variants, prices, stock, status', async () => {
    const { name, world, shopify } = await start({ catalogueFile: FIXTURE, customers: 0 })
    expect(name).toMatch(/^catalogue-[0-9a-f]{8}$/)
    expect(shopify.shop).toBe(`sandbox-${name}.myshopify.com`)
    expect(world.shopify.currencyCode).toBe('USD')
    const [shirt, card, hat] = world.shopify.products.records
    expect(shirt).toMatchObject({
      handle: 'ao-thun',
      title: 'Áo thun "mẫu"',
      status: 'ACTIVE',
      tags: ['mẫu', 'áo'],
    })
    expect(shirt!.variants).toMatchObject([
      {
        title: 'Đen / S',
        sku: 'AT-DEN-S',
        barcode: "'0893000000017",
        price: '159000',
        compareAtPrice: '199000',
        selectedOptions: [
          { name: 'Màu', value: 'Đen' },
          { name: 'Size', value: 'S' },
        ],
        inventoryItem: { tracked: true },
      },
      { title: 'Đen / M', sku: 'AT-DEN-M ', price: '159000.50', inventoryPolicy: 'CONTINUE', position: 2 },
      { title: 'Trắng / S', sku: null, barcode: null, inventoryItem: { tracked: false } },
    ])
    const quantities = shirt!.variants.map((variant) =>
      variant.inventoryItem.levels.reduce((sum, level) => sum + level.available, 0),
    )
    expect(quantities).toEqual([5, -2, 0])
    expect(card).toMatchObject({ status: 'DRAFT', variants: [{ title: 'Default Title' }] })
    expect(hat!.status).toBe('ARCHIVED')
    const names = world.nhanh.products.records.map((product) => product.name)
    expect(names).toContain('Áo thun "mẫu"')
  })

  it.each([
    ['no such file', '/nowhere.csv', /^\/nowhere\.csv: the file cannot be read \(ENOENT\)$/],
    ['another CSV', 'a,b\n1,2\n', /line 1: not a Shopify product export, it has no column Handle, Title/],
    ['an empty file', '', /the file is empty$/],
    ['a header alone', 'HEADER\n', /holds no product$/],
    ['a price that is none', 'HEADER\nx,X,"a\nb",,S,abc,1\n', /line 2: the price is 'abc', not a number$/],
    ['a quantity that is none', 'HEADER\nx,X,,,S,1,many\n', /line 2: the inventory quantity is 'many'/],
    ['a row without handle', 'HEADER\n,X,,,S,1,1\n', /line 2: the row has no Handle$/],
    ['an open quote', 'HEADER\nx,"X,,,S,1,1\n', /line \d+: not a CSV file/],
  ])('that is %s is refused, with the file, the line and the reason', async (_what, content, message) => {
    const header = 'Handle,Title,Body (HTML),Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty'
    let file = content
    let folder: string | undefined
    if (!content.startsWith('/')) {
      folder = await mkdtemp(join(tmpdir(), 'sandbox-csv-'))
      file = join(folder, 'products.csv')
      await writeFile(file, content.replace('HEADER', header))
    }
    expect(() => readShopifyCsv(file)).toThrow(CatalogueError)
    expect(() => readShopifyCsv(file)).toThrow(message)
    if (folder !== undefined) await rm(folder, { recursive: true })
  })

  const shared = resolve(import.meta.dirname, '../../../shared/data')
  const isThere = existsSync(shared)
  if (!isThere) process.stderr.write(`SKIPPED: no real catalogues at ${shared}\n`)

  it.skipIf(!isThere).each([
    ['Bicycles.csv', 284, 1121, 69],
    ['Apparel.csv', 25, 96, 11],
    ['jewelry.csv', 19, 24, 6],
  ])('%s gives %i products with %i variants, at most %i each', async (file, products, variants, most) => {
    const { world } = await start({ catalogueFile: resolve(shared, file) })
    expect(world.shopify.products.size).toBe(products)
    expect(world.shopify.variants.size).toBe(variants)
    const sizes = world.shopify.products.records.map((product) => product.variants.length)
    expect(Math.max(...sizes)).toBe(most)
    const sold = world.nhanh.products.records.filter((product) => product.parentId !== -2)
    expect(sold.length).toBeLessThanOrEqual(variants)
    expect(sold.length).toBeGreaterThan(variants * 0.9)
  })

  it.skipIf(!isThere)('differs at Nhanh about as often as said', () => {
    const { products } = readShopifyCsv(resolve(shared, 'Bicycles.csv'))
    const variants = products.flatMap((product) => product.variants)
    const shareOf = (differs: (variant: (typeof variants)[number]) => boolean) =>
      variants.filter(differs).length / variants.length
    expect(shareOf(({ nhanh }) => nhanh === null)).toBeCloseTo(0.03, 2)
    expect(shareOf(({ nhanh, quantity }) => nhanh !== null && nhanh.available !== quantity)).toBeCloseTo(
      0.05,
      2,
    )
    expect(shareOf(({ nhanh, sku }) => nhanh !== null && nhanh.code !== sku)).toBeCloseTo(0.02, 2)
  })
})
