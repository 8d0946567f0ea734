/** What a variant looks like at Nhanh; every difference between the two sides is here. */
export interface NhanhSide {
  code: string
  barcode: string
  /** In pieces (or kg, for weighed goods); null for what keeps no stock. */
  available: number | null
  /** See NHANH_TYPE. */
  type: number
  /** 1 new, 2 active, 3 inactive, 4 out of stock. */
  status: number
}

export interface CatalogueVariant {
  optionValues: string[]
  sku: string
  barcode: string
  /** Decimal string. */
  price: string
  compareAtPrice: string | null
  tracked: boolean
  policy: 'DENY' | 'CONTINUE'
  quantity: number
  requiresComponents: boolean
  /** null: missing at Nhanh. */
  nhanh: NhanhSide | null
}

/** One product of a data set, with both sides of each variant. */
export interface CatalogueProduct {
  handle: string
  title: string
  vendor: string
  productType: string
  tags: string[]
  status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'
  /** Empty for a product with only its default variant. */
  optionNames: string[]
  variants: CatalogueVariant[]
  /** False: sold only at the counter, missing at Shopify. */
  onShopify: boolean
}
