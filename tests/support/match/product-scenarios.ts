import { createHash } from 'node:crypto'
import { byBarcode, bySku, type ProductScene } from './product-scene.ts'

type Scenario = (scene: ProductScene) => void

/** One SKU as it is written at Nhanh and at Shopify; the key is what both are compared as. */
function linkedAs(write: (sku: string) => { nhanh: string; shopify: string; key?: string }): Scenario {
  return (scene) => {
    const sku = scene.sku()
    const { nhanh: code, shopify, key = sku } = write(sku)
    const nhanh = scene.nhanh('linked', { code })
    scene.link(nhanh, scene.shopify('linked', { sku: shopify }), 'SKU', key)
  }
}

/** Two SKUs that look alike and are not the same. */
function differ(write: (sku: string) => { nhanh: string; shopify: string }): Scenario {
  return (scene) => {
    const { nhanh, shopify } = write(scene.sku())
    scene.nhanh('noCounterpart', { code: nhanh })
    scene.shopify('noCounterpart', { sku: shopify })
  }
}

/** Something at Nhanh with a variant's SKU that is nothing to keep in step. */
function noCandidateAtNhanh(given: { type?: number; parentId?: number }): Scenario {
  return (scene) => {
    const [sku, barcode] = [scene.sku(), scene.barcode()]
    scene.nhanh('notACandidate', { code: sku, barcode, ...given })
    scene.shopify('noCounterpart', { sku, barcode })
  }
}

const wide = (text: string) =>
  text.replace(/[!-~]/g, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0))

const SPELLINGS: Record<string, Scenario> = {
  'sku: as it is': linkedAs((sku) => ({ nhanh: sku, shopify: sku })),
  'sku: upper case': linkedAs((sku) => ({ nhanh: sku.toUpperCase(), shopify: sku })),
  'sku: blanks around': linkedAs((sku) => ({ nhanh: `  ${sku} `, shopify: `${sku}\t` })),
  'sku: blanks inside': linkedAs((sku) => ({
    nhanh: `${sku}  xl`,
    shopify: `${sku} XL`,
    key: `${sku} xl`,
  })),
  'sku: full-width characters': linkedAs((sku) => ({ nhanh: wide(sku), shopify: sku })),
  'sku: no-break spaces': linkedAs((sku) => ({
    nhanh: `${sku}\u00a0xl\u202f`,
    shopify: `${sku} xl`,
    key: `${sku} xl`,
  })),
  'sku: accents composed and not': linkedAs((sku) => ({
    nhanh: `ĐỎ ${sku}`,
    shopify: `đỏ ${sku}`.normalize('NFD'),
    key: `đỏ ${sku}`,
  })),
  'sku: emoji': linkedAs((sku) => ({ nhanh: `👕${sku}🔥`, shopify: `👕${sku}🔥`, key: `👕${sku}🔥` })),
  'sku: right-to-left marks': linkedAs((sku) => ({ nhanh: `\u200f${sku}\u202e`, shopify: sku })),
  'sku: zero-width characters': linkedAs((sku) => ({
    nhanh: sku.split('').join('\u200b'),
    shopify: `\ufeff${sku}`,
  })),
  'sku: Arabic': linkedAs((sku) => ({ nhanh: `قميص ${sku}`, shopify: `قميص ${sku}`, key: `قميص ${sku}` })),
  'sku: SQL': linkedAs((sku) => ({
    nhanh: `'; drop table product_mapping; -- ${sku}`,
    shopify: `'; DROP TABLE product_mapping; -- ${sku}`,
    key: `'; drop table product_mapping; -- ${sku}`,
  })),
  'sku: signs that SQL, JSON and COPY read': linkedAs((sku) => ({
    nhanh: `%_\\n"${sku}"{}$1`,
    shopify: `%_\\N"${sku}"{}$1`,
    key: `%_\\n"${sku}"{}$1`,
  })),
  'sku: of 500 characters': linkedAs((sku) => {
    const long = sku.padEnd(500, 'ế')
    return { nhanh: long, shopify: long.toUpperCase(), key: long }
  }),
  'sku: of 3,000 characters': linkedAs((sku) => {
    const long = sku.padEnd(3_000, 'x')
    const key = long.slice(0, 500) + createHash('sha256').update(long).digest('hex')
    return { nhanh: long, shopify: `${long} `, key }
  }),
  'sku: long ones that differ at their end': differ((sku) => ({
    nhanh: `${sku.padEnd(600, 'x')}1`,
    shopify: `${sku.padEnd(600, 'x')}2`,
  })),
  'sku: leading zeros': differ((sku) => ({ nhanh: `00${sku.slice(3)}`, shopify: `0${sku.slice(3)}` })),
  'sku: other punctuation': differ((sku) => ({ nhanh: sku, shopify: sku.replace('-', '_') })),
  'sku: no punctuation': differ((sku) => ({ nhanh: sku, shopify: sku.replace('-', '') })),
  'sku: a blank more': differ((sku) => ({ nhanh: `${sku} x`, shopify: `${sku}x` })),
  'sku: other accents': differ((sku) => ({ nhanh: `đỏ ${sku}`, shopify: `do ${sku}` })),
}

export const PRODUCT_SCENARIOS: Record<string, Scenario> = {
  ...SPELLINGS,

  'no keys at all'(scene) {
    scene.nhanh('noKey', {})
    scene.nhanh('noKey', { code: ' \u200b', barcode: "'" })
    scene.shopify('noKey', {})
    scene.shopify('noKey', { sku: '\u00a0', barcode: ' ' })
  },
  'one side only'(scene) {
    scene.nhanh('noCounterpart', { code: scene.sku(), barcode: scene.barcode() })
    scene.shopify('noCounterpart', { sku: scene.sku(), barcode: scene.barcode() })
  },

  // One SKU on several.
  'several at Nhanh'(scene) {
    const sku = scene.sku()
    const nhanh = [sku, sku.toUpperCase(), ` ${sku}`].map((code) => scene.nhanh('SEVERAL_IN_NHANH', { code }))
    const shopify = scene.shopify('SEVERAL_IN_NHANH', { sku })
    scene.review('SEVERAL_IN_NHANH', 'SKU', sku, [...nhanh.map(bySku), bySku(shopify)])
  },
  'several at Shopify'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('SEVERAL_IN_SHOPIFY', { code: sku })
    const shopify = [1, 2].map(() => scene.shopify('SEVERAL_IN_SHOPIFY', { sku }))
    scene.review('SEVERAL_IN_SHOPIFY', 'SKU', sku, [bySku(nhanh), ...shopify.map(bySku)])
  },
  'several variants of one product'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('SEVERAL_IN_SHOPIFY', { code: sku })
    const states = ['SEVERAL_IN_SHOPIFY', 'SEVERAL_IN_SHOPIFY', 'SEVERAL_IN_SHOPIFY'] as const
    const shopify = scene.siblings(states, { sku })
    scene.review('SEVERAL_IN_SHOPIFY', 'SKU', sku, [bySku(nhanh), ...shopify.map(bySku)])
  },
  'several on both sides'(scene) {
    const sku = scene.sku()
    const nhanh = [1, 2].map(() => scene.nhanh('SEVERAL_IN_NHANH', { code: sku }))
    const shopify = [1, 2].map(() => scene.shopify('SEVERAL_IN_NHANH', { sku }))
    scene.review('SEVERAL_IN_NHANH', 'SKU', sku, [...nhanh, ...shopify].map(bySku))
  },
  'several on one side only'(scene) {
    const sku = scene.sku()
    for (const _ of [1, 2]) scene.shopify('noCounterpart', { sku })
  },

  // Barcodes.
  'the barcode, where Shopify has no SKU'(scene) {
    const barcode = scene.barcode()
    const nhanh = scene.nhanh('linked', { code: scene.sku(), barcode })
    scene.link(nhanh, scene.shopify('linked', { barcode }), 'BARCODE', barcode)
  },
  'the barcode, where Nhanh has no SKU'(scene) {
    const barcode = scene.barcode()
    const nhanh = scene.nhanh('linked', { barcode })
    scene.link(nhanh, scene.shopify('linked', { sku: scene.sku(), barcode }), 'BARCODE', barcode)
  },
  'the barcode, where neither has a SKU'(scene) {
    const barcode = scene.barcode()
    const nhanh = scene.nhanh('linked', { code: '  ', barcode })
    scene.link(nhanh, scene.shopify('linked', { barcode }), 'BARCODE', barcode)
  },
  "a barcode with a spreadsheet's apostrophe"(scene) {
    const barcode = scene.barcode()
    const nhanh = scene.nhanh('linked', { code: scene.sku(), barcode })
    scene.link(nhanh, scene.shopify('linked', { barcode: `'${barcode}` }), 'BARCODE', barcode)
  },
  'a barcode of the shop, without a check digit'(scene) {
    const barcode = `kệ 3/${scene.sku()}`
    const nhanh = scene.nhanh('linked', { barcode: barcode.toUpperCase() })
    scene.link(nhanh, scene.shopify('linked', { barcode }), 'BARCODE', barcode)
  },
  'a SKU is no barcode'(scene) {
    const barcode = scene.barcode()
    scene.nhanh('noCounterpart', { code: barcode })
    scene.shopify('noCounterpart', { barcode })
  },
  'the barcode agrees, the SKUs differ'(scene) {
    const barcode = scene.barcode()
    const nhanh = scene.nhanh('KEYS_DISAGREE', { code: scene.sku(), barcode })
    const shopify = scene.shopify('KEYS_DISAGREE', { sku: scene.sku(), barcode })
    scene.review('KEYS_DISAGREE', 'BARCODE', barcode, [nhanh, shopify].map(byBarcode))
  },
  'the barcode points to another product than the SKU'(scene) {
    const [sku, barcode] = [scene.sku(), scene.barcode()]
    const nhanh = scene.nhanh('KEYS_DISAGREE', { code: sku, barcode: scene.barcode() })
    const other = scene.nhanh('KEYS_DISAGREE', { code: scene.sku(), barcode })
    const shopify = scene.shopify('KEYS_DISAGREE', { sku, barcode })
    scene.review('KEYS_DISAGREE', 'SKU', sku, [bySku(nhanh), bySku(shopify), byBarcode(other)])
  },
  'the barcode points to another product than the SKU, and one more variant has it'(scene) {
    const [sku, barcode] = [scene.sku(), scene.barcode()]
    const nhanh = scene.nhanh('KEYS_DISAGREE', { code: sku, barcode: scene.barcode() })
    const shopify = scene.shopify('KEYS_DISAGREE', { sku, barcode })
    const other = scene.nhanh('SEVERAL_IN_SHOPIFY', { barcode })
    const more = scene.shopify('SEVERAL_IN_SHOPIFY', { barcode })
    scene.review('KEYS_DISAGREE', 'SKU', sku, [bySku(nhanh), bySku(shopify), byBarcode(other)])
    scene.review('SEVERAL_IN_SHOPIFY', 'BARCODE', barcode, [other, shopify, more].map(byBarcode))
  },
  'the barcode points to another variant than the SKU'(scene) {
    const [sku, barcode] = [scene.sku(), scene.barcode()]
    const nhanh = scene.nhanh('KEYS_DISAGREE', { code: sku, barcode })
    const shopify = scene.shopify('KEYS_DISAGREE', { sku })
    const other = scene.shopify('KEYS_DISAGREE', { barcode: `'${barcode}` })
    scene.review('KEYS_DISAGREE', 'SKU', sku, [bySku(nhanh), bySku(shopify), byBarcode(other)])
  },
  'the SKU agrees, the barcodes differ and point to nothing'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('linked', { code: sku, barcode: scene.barcode() })
    scene.link(nhanh, scene.shopify('linked', { sku, barcode: scene.barcode() }), 'SKU', sku)
  },
  'a barcode of several variants that agrees with their SKUs'(scene) {
    const barcode = scene.barcode()
    for (const sku of [scene.sku(), scene.sku(), scene.sku()]) {
      const nhanh = scene.nhanh('linked', { code: sku, barcode })
      scene.link(nhanh, scene.shopify('linked', { sku, barcode }), 'SKU', sku)
    }
  },
  'a barcode of several without SKUs'(scene) {
    const barcode = scene.barcode()
    const nhanh = [1, 2].map(() => scene.nhanh('SEVERAL_IN_NHANH', { barcode }))
    const shopify = scene.shopify('SEVERAL_IN_NHANH', { barcode })
    scene.review('SEVERAL_IN_NHANH', 'BARCODE', barcode, [...nhanh, shopify].map(byBarcode))
  },
  'a barcode of several at Shopify without SKUs'(scene) {
    const barcode = scene.barcode()
    const nhanh = scene.nhanh('SEVERAL_IN_SHOPIFY', { code: scene.sku(), barcode })
    const shopify = [1, 2].map(() => scene.shopify('SEVERAL_IN_SHOPIFY', { barcode }))
    scene.review('SEVERAL_IN_SHOPIFY', 'BARCODE', barcode, [nhanh, ...shopify].map(byBarcode))
  },
  'the barcode of a pair that its SKU links, on one more without a SKU'(scene) {
    const [sku, barcode] = [scene.sku(), scene.barcode()]
    const nhanh = scene.nhanh('linked', { code: sku, barcode })
    const more = scene.nhanh('ALREADY_LINKED', { barcode })
    const shopify = scene.shopify('linked', { sku, barcode })
    scene.link(nhanh, shopify, 'SKU', sku)
    scene.review('ALREADY_LINKED', 'BARCODE', barcode, [nhanh, more, shopify].map(byBarcode))
  },

  // Who is no candidate.
  'a parent': noCandidateAtNhanh({ parentId: -2 }),
  'a voucher': noCandidateAtNhanh({ type: 2 }),
  'a service': noCandidateAtNhanh({ type: 6 }),
  'a tool': noCandidateAtNhanh({ type: 7 }),
  'a parent with the SKU of its child'(scene) {
    const sku = scene.sku()
    scene.nhanh('notACandidate', { code: sku, parentId: -2 })
    const child = scene.nhanh('linked', { code: sku, parentId: 38_000_000 })
    scene.link(child, scene.shopify('linked', { sku }), 'SKU', sku)
  },
  'an archived product'(scene) {
    const sku = scene.sku()
    scene.nhanh('noCounterpart', { code: sku })
    scene.siblings(['notACandidate', 'notACandidate'], { sku }, { status: 'ARCHIVED' })
  },
  'an archived product beside its successor'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('linked', { code: sku })
    scene.shopify('notACandidate', { sku }, { status: 'ARCHIVED' })
    scene.link(nhanh, scene.shopify('linked', { sku }), 'SKU', sku)
  },
  'a draft'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('linked', { code: sku })
    scene.link(nhanh, scene.shopify('linked', { sku }, { status: 'DRAFT' }), 'SKU', sku)
  },
  'an unlisted product'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('linked', { code: sku })
    scene.link(nhanh, scene.shopify('linked', { sku }, { status: 'UNLISTED' }), 'SKU', sku)
  },
  'weighed goods, combos and what is sold out'(scene) {
    for (const given of [{ type: 3 }, { type: 9 }, { type: 10 }, { status: 4 }]) {
      const sku = scene.sku()
      const nhanh = scene.nhanh('linked', { code: sku, ...given })
      scene.link(nhanh, scene.shopify('linked', { sku }), 'SKU', sku)
    }
  },

  // What a person did before.
  'linked by hand'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('alreadyLinked', { code: sku })
    scene.mapped(nhanh, scene.shopify('alreadyLinked', { sku }))
  },
  'linked by hand to several variants'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('alreadyLinked', { code: sku })
    for (const variant of [{ sku }, { sku }, {}]) scene.mapped(nhanh, scene.shopify('alreadyLinked', variant))
  },
  'linked by hand, and a new variant with the SKU'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('alreadyLinked', { code: sku })
    const shopify = scene.shopify('alreadyLinked', { sku })
    const newcomer = scene.shopify('ALREADY_LINKED', { sku })
    scene.mapped(nhanh, shopify)
    scene.review('ALREADY_LINKED', 'SKU', sku, [nhanh, shopify, newcomer].map(bySku))
  },
  'linked by hand to an archived product'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('alreadyLinked', { code: sku })
    scene.mapped(nhanh, scene.shopify('notACandidate', { sku }, { status: 'ARCHIVED' }))
  },
  'the linked variant is gone, a new one has the SKU'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('REPLACED', { code: sku })
    scene.mapped(nhanh, scene.shopify('deleted', { sku }))
    const shopify = scene.shopify('REPLACED', { sku })
    scene.review('REPLACED', 'SKU', sku, [nhanh, shopify].map(bySku))
  },
  'the linked product is gone, a new one has the barcode'(scene) {
    const barcode = scene.barcode()
    const shopify = scene.shopify('REPLACED', { barcode })
    scene.mapped(scene.nhanh('deleted', { barcode }), shopify)
    const nhanh = scene.nhanh('REPLACED', { code: scene.sku(), barcode })
    scene.review('REPLACED', 'BARCODE', barcode, [nhanh, shopify].map(byBarcode))
  },
  'one of the linked variants is gone, a new one has the SKU'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('alreadyLinked', { code: sku })
    scene.mapped(nhanh, scene.shopify('deleted', { sku }))
    scene.mapped(nhanh, scene.shopify('alreadyLinked', {}))
    const shopify = scene.shopify('ALREADY_LINKED', { sku })
    scene.review('ALREADY_LINKED', 'SKU', sku, [nhanh, shopify].map(bySku))
  },
  'taken apart'(scene) {
    const [sku, barcode] = [scene.sku(), scene.barcode()]
    const nhanh = scene.nhanh('ignored', { code: sku, barcode })
    scene.takenApart(nhanh, scene.shopify('ignored', { sku, barcode }))
  },
  'gone at the source'(scene) {
    const sku = scene.sku()
    scene.shopify('noCounterpart', { sku })
    scene.nhanh('deleted', { code: sku })
  },
  'the other with the SKU is gone at the source'(scene) {
    const sku = scene.sku()
    const nhanh = scene.nhanh('linked', { code: sku })
    scene.shopify('deleted', { sku })
    scene.link(nhanh, scene.shopify('linked', { sku }), 'SKU', sku)
  },
}
