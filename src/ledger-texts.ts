import { words, type Locale, type Words } from './locale.ts'

/**
 * What a sync says of an item, in every language; `{}` stands for what it names. Ledgers keep it in English, among what
 * platforms say in their own words, and it is told in the reader's language.
 */
export const LEDGER_TEXTS = {
  onHold: words('the mapping is on hold', 'liên kết đang được giữ'),
  takenApart: words('the two were taken apart while the job ran', 'hai bên bị tách ra trong lúc tác vụ chạy'),
  takenApartSince: words('the two were taken apart since', 'hai bên đã được tách ra từ đó'),

  // Stock
  variantGone: words('Shopify has no variant {} any more', 'Shopify không còn biến thể {}'),
  keyChangedInNhanh: words(
    'it was linked by {} {}; now Nhanh has {}',
    'đã liên kết theo {} {}; nay bên Nhanh là {}',
  ),
  keyChangedInShopify: words(
    'it was linked by {} {}; now Shopify has {}',
    'đã liên kết theo {} {}; nay bên Shopify là {}',
  ),
  weighed: words('goods by weight are not sold by the piece', 'hàng cân ký không bán theo cái'),
  combo: words('combos are not kept in step', 'combo không được đồng bộ'),
  stopped: words('it is stopped in Nhanh', 'đã ngừng bán trên Nhanh'),
  archived: words('its product is archived in Shopify', 'sản phẩm đã lưu trữ trên Shopify'),
  bundle: words('its stock is that of its components', 'tồn tính theo các thành phần của nó'),
  untracked: words('Shopify does not track its quantity', 'Shopify không theo dõi số lượng của nó'),
  noStockRecord: words('Nhanh keeps no stock record of it', 'Nhanh không theo dõi tồn của sản phẩm này'),
  noLocationFed: words('no location of the shop is fed by a depot', 'chưa có kho nào cấp cho địa điểm nào'),
  tooManyPieces: words(
    'Nhanh has {} pieces, more than Shopify can hold',
    'Nhanh có {} cái, nhiều hơn mức Shopify chứa được',
  ),
  notStocked: words('it is not stocked there', 'chưa bật kho cho nó ở đây'),
  backordered: words('it stands at {} and is sold on', 'đang là {} và vẫn bán tiếp'),
  salePending: words('{} sold online are not in Nhanh yet', '{} cái bán online chưa về Nhanh'),
  contended: words(
    '{} times its number had changed before it could be written',
    'số đã bị đổi {} lần trước khi kịp ghi',
  ),
  belowZero: words(
    'it stood at {}, and Shopify takes no number below 0',
    'trước đó là {}, mà Shopify không nhận số dưới 0',
  ),
  levelEdited: words('{}, where the sync wrote {}', '{}, trong khi lần đồng bộ đã ghi {}'),

  // What Nhanh said of it
  comboUnknown: words('Nhanh does not know the combo', 'Nhanh không có combo này'),
  comboEmpty: words('Nhanh sent the combo without components', 'Nhanh gửi combo không kèm thành phần'),
  componentQuantity: words(
    'Nhanh sent the component {} with the quantity {}',
    'Nhanh gửi thành phần {} với số lượng {}',
  ),
  componentStock: words('Nhanh sent no stock of the component {}', 'Nhanh không gửi tồn của thành phần {}'),
  productNotNamed: words(
    'Nhanh does not name the product, asked in three ways',
    'đã hỏi ba cách, Nhanh đều không trả về sản phẩm này',
  ),
  noDepots: words('Nhanh sent no stock by depot', 'Nhanh không gửi tồn theo kho'),
  availableWithoutDepots: words(
    'Nhanh sent {} available and no depots',
    'Nhanh gửi tồn {} mà không kèm kho nào',
  ),
  noTotal: words('Nhanh sent no total', 'Nhanh không gửi tổng'),
  noNumber: words('Nhanh sent no number for the depot {}', 'Nhanh không gửi số của kho {}'),
  depotsDisagree: words('the depots add up to {}, the total is {}', 'cộng các kho được {}, còn tổng là {}'),
  notAsked: words('Nhanh was not asked', 'chưa hỏi Nhanh'),
  neverPulled: words('it was never pulled', 'chưa tải lần nào'),
  componentsNotStored: words(
    'the components of a combo are not stored',
    'thành phần của combo không được lưu',
  ),

  // Customers
  customerGone: words('Shopify has no such customer any more', 'Shopify không còn khách này'),
  phoneChanged: words(
    'one of the two has no longer the phone by which they were linked',
    'một trong hai bên không còn số điện thoại đã dùng để liên kết',
  ),
  customerNotNamed: words('Nhanh does not name the customer', 'Nhanh không trả về khách này'),
  totalFell: words('the total fell from {} to {}', 'tổng giảm từ {} xuống {}'),
  fieldsRemoved: words(
    'linked no more: the fields of {} were removed',
    'không còn liên kết: đã gỡ các trường của {}',
  ),
  fieldsStay: words(
    'the fields of {} are not to be removed now: linked again, or removed since',
    'giờ không gỡ các trường của {}: đã liên kết lại, hoặc đã gỡ rồi',
  ),
  fieldsEdited: words(
    'its fields are not what the sync wrote',
    'các trường không còn như lần đồng bộ đã ghi',
  ),
  fieldsGone: words(
    'its fields were removed because it was linked no more',
    'các trường đã được gỡ vì không còn liên kết',
  ),

  // Plans
  wouldNotWrite: words('it would not be written now: ', 'giờ không được ghi: '),
  nothingToWrite: words('nothing is to be written now', 'giờ không có gì để ghi'),
  otherLevels: words('now it would be ', 'giờ sẽ là '),
  otherValues: words('other values are to be written now', 'giờ sẽ ghi giá trị khác'),

  // What was found out later of a write that was not answered
  foundLater: words('It was found later that Shopify had taken it', 'Sau đó mới biết là Shopify đã nhận'),
  taken: words('Shopify had taken it, as was found later', 'Shopify đã nhận, sau đó mới biết'),
  takenPartly: words(
    'Shopify had taken a part of it, as was found later',
    'Shopify đã nhận một phần, sau đó mới biết',
  ),
  notTaken: words('Shopify had not taken it, as was found later', 'Shopify không nhận, sau đó mới biết'),
} satisfies Record<string, Words>

export type LedgerText = keyof typeof LEDGER_TEXTS

/** As ledgers keep it, with what it names. */
export function ledgerText(text: LedgerText, ...named: (string | number | null)[]): string {
  return filled(LEDGER_TEXTS[text].en, named)
}

/** A message of a ledger, in this language as far as its words are our own. */
export function ledgerMessageIn(locale: Locale, message: string): string {
  if (locale === 'en') return message
  return PATTERNS.reduce(
    (told, [pattern, text]) =>
      told.replace(pattern, (_all, ...named: string[]) => filled(text[locale], named)),
    message,
  )
}

/** One message may join several with semicolons, of which each names its own. */
const PATTERNS = Object.values(LEDGER_TEXTS).map((text: Words): [RegExp, Words] => [
  new RegExp(RegExp.escape(text.en).replaceAll('\\{\\}', '([^;]*)'), 'g'),
  text,
])

function filled(text: string, named: readonly (string | number | null)[]): string {
  let place = 0
  return text.replaceAll('{}', () => String(named[place++]))
}
