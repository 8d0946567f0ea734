import type { Locale } from './locale.ts'

interface ErrorCodeFacts {
  /** What a shop's operations person does about it, in each language. */
  hint: Record<Locale, string>
  /** Whether the same work can succeed later without anyone changing anything. */
  retryable: boolean
}

const transient = (en: string, vi: string): ErrorCodeFacts => ({ hint: { en, vi }, retryable: true })
const permanent = (en: string, vi: string): ErrorCodeFacts => ({ hint: { en, vi }, retryable: false })

/**
 * Every failure that a person may meet has a code. The code is a promise: it is stored in ledgers, filtered by
 * and documented in docs/errors.md; the message tells the case.
 */
export const ERROR_CODES = {
  PLATFORM_UNREACHABLE: transient(
    'The platform did not answer, or answered with an error of its own. Start the job again later.',
    'Nền tảng không trả lời hoặc đang lỗi. Lát nữa chạy lại.',
  ),
  RATE_LIMITED: transient(
    'The platform keeps refusing requests because too many were made. Wait some minutes, then start again.',
    'Nền tảng từ chối vì gọi quá nhiều. Đợi vài phút rồi chạy lại.',
  ),
  UNEXPECTED_ANSWER: permanent(
    'The platform answered in a form that synctrack does not know. Nothing of that answer was kept.',
    'Nền tảng trả về dữ liệu lạ. Chưa lưu gì từ lần trả lời đó.',
  ),
  INVALID_ITEM: permanent(
    'The platform sent this record with a field that cannot be right. Correct it there and pull again.',
    'Bản ghi này có thông tin sai. Sửa trên nền tảng rồi tải lại.',
  ),
  NHANH_TOKEN: permanent(
    'Nhanh refused the token. A director grants access again, with all depots.',
    'Nhanh từ chối token. Giám đốc cấp lại quyền, chọn đủ kho.',
  ),
  NHANH_ACCESS: permanent(
    'The Nhanh app lacks a permission. Grant it in Nhanh, then start again.',
    'Ứng dụng Nhanh thiếu quyền. Cấp quyền trên Nhanh rồi chạy lại.',
  ),
  NHANH_REFUSED: permanent(
    'Nhanh refused the request; the message says why.',
    'Nhanh từ chối yêu cầu; lý do nằm trong thông báo.',
  ),
  SHOPIFY_TOKEN: permanent(
    'Shopify refused the token. Check the credentials of the app and that it is installed on the shop.',
    'Shopify từ chối token. Kiểm tra mã truy cập và xem ứng dụng đã cài vào shop chưa.',
  ),
  SHOPIFY_ACCESS: permanent(
    'A permission is missing. Add it to the app, reinstall, resume.',
    'Thiếu quyền. Thêm quyền cho ứng dụng, cài lại, chạy tiếp.',
  ),
  SHOPIFY_REFUSED: permanent(
    'Shopify refused the request; the message says why.',
    'Shopify từ chối yêu cầu; lý do nằm trong thông báo.',
  ),
  SHOP_LOCKED: permanent(
    'Shopify has locked or frozen the shop. Settle that with Shopify first.',
    'Shopify đã khoá hoặc đóng băng shop. Giải quyết với Shopify trước.',
  ),
  SEARCH_NOT_UNDERSTOOD: permanent(
    'Shopify ignored a part of the search and would have answered with everything. Correct the search.',
    'Shopify bỏ qua một phần bộ lọc, suýt trả về tất cả. Sửa lại bộ lọc.',
  ),
  API_VERSION_MISMATCH: permanent(
    'Shopify answered with another API version than asked for. Set SHOPIFY_API_VERSION to a supported one.',
    'Shopify trả lời bằng phiên bản API khác. Đặt SHOPIFY_API_VERSION thành bản còn hỗ trợ.',
  ),
  CURSOR_LOOP: transient(
    'The platform keeps sending the same page. What was pulled before stays; start again later.',
    'Nền tảng gửi đi gửi lại một trang. Phần đã tải vẫn giữ; lát nữa chạy lại.',
  ),
  BULK_OPERATION_FAILED: transient(
    'Shopify could not prepare the data in bulk. Start the job again; it reads page by page when that goes on.',
    'Shopify không xuất được dữ liệu hàng loạt. Chạy lại; nếu vẫn vậy, sẽ đọc từng trang.',
  ),
  BULK_RESULT_INCOMPLETE: transient(
    'What Shopify prepared in bulk did not arrive whole, so nothing was concluded from it. Start the job again.',
    'Dữ liệu hàng loạt của Shopify về không đủ nên chưa dùng. Chạy lại.',
  ),
  DISK_FULL: transient(
    'The disk of the server is full. Make room there, then resume the job.',
    'Ổ đĩa máy chủ đã đầy. Dọn bớt rồi chạy tiếp.',
  ),
  IMPLAUSIBLE_DROP: transient(
    'Far fewer records came than there were. Look whether they are really gone; nothing was marked as deleted.',
    'Số bản ghi về ít hơn hẳn. Xem có mất thật không; chưa đánh dấu xoá gì.',
  ),
  SUDDENLY_EMPTY: transient(
    'Nothing came where there were thousands. Check the filter and the permissions of the app at the platform.',
    'Trước có hàng nghìn, nay không có gì. Kiểm tra bộ lọc và quyền của ứng dụng.',
  ),
  COUNTS_DO_NOT_RECONCILE: transient(
    'The counts of this run do not add up, which is a defect of synctrack. Please report it.',
    'Số đếm của lần chạy này không khớp, lỗi của synctrack. Vui lòng báo cho chúng tôi.',
  ),
  CRASHED_REPEATEDLY: permanent(
    'The run broke off several times at the same place. Look into the log of the server before starting again.',
    'Đã dừng đột ngột nhiều lần ở cùng một chỗ. Xem nhật ký máy chủ trước khi chạy lại.',
  ),
  SEVERAL_IN_NHANH: permanent(
    'Several records of Nhanh have this key. Choose in matchReviews, or correct the others in Nhanh.',
    'Nhiều bản ghi Nhanh trùng mã này. Chọn trong matchReviews, hoặc sửa các bản kia trên Nhanh.',
  ),
  SEVERAL_IN_SHOPIFY: permanent(
    'Several records of Shopify have this key. Choose in matchReviews, or correct the others in Shopify.',
    'Nhiều bản ghi Shopify trùng mã này. Chọn trong matchReviews, hoặc sửa các bản kia trên Shopify.',
  ),
  ALREADY_LINKED: permanent(
    'The only record with this key is linked to another. Decide in matchReviews, or unlink that one.',
    'Bản ghi duy nhất có mã này đã ghép với bản khác. Quyết định trong matchReviews, hoặc bỏ ghép bản đó.',
  ),
  REPLACED: permanent(
    'The record that it was linked to is gone, and a new one has its key. Accept it in matchReviews.',
    'Bản ghi đã ghép không còn, bản mới mang mã của nó. Chấp nhận trong matchReviews.',
  ),
  KEYS_DISAGREE: permanent(
    'SKU and barcode lead to different records. Correct one of them, or decide in matchReviews.',
    'SKU và mã vạch dẫn tới hai bản ghi khác nhau. Sửa một trong hai, hoặc quyết định trong matchReviews.',
  ),
  NAME_DISAGREES: permanent(
    'The phone is the same and the name is another. Decide in matchReviews whether it is one person.',
    'Cùng số điện thoại nhưng khác tên. Quyết định trong matchReviews xem có phải một người.',
  ),
  NOTE_ONLY: permanent(
    'The phone stands only in a note. Decide in matchReviews whether it is the same person.',
    'Số điện thoại chỉ có trong ghi chú. Quyết định trong matchReviews xem có phải cùng một người.',
  ),
  STOCK_UNKNOWN: transient(
    'Nhanh sent no stock; Shopify is unchanged. Check the product and the granted depots, then retry.',
    'Nhanh không trả tồn; Shopify giữ nguyên. Kiểm tra sản phẩm và kho được cấp, rồi thử lại.',
  ),
  NO_STOCK_RECORD: permanent(
    'Nhanh keeps no stock record of this product; Shopify is unchanged. Enter its stock in Nhanh, or hold it.',
    'Nhanh chưa theo dõi tồn sản phẩm này; Shopify giữ nguyên. Nhập tồn trên Nhanh, hoặc tạm giữ.',
  ),
  VARIANT_GONE: permanent(
    'Deleted in Shopify. Pull Shopify products, then match again.',
    'Đã xoá trên Shopify. Tải lại sản phẩm Shopify rồi ghép lại.',
  ),
  SALE_PENDING: transient(
    'Sold online, the order is not in Nhanh yet. After 60 minutes, check the order import.',
    'Vừa bán online, đơn chưa về Nhanh. Quá 60 phút, kiểm tra đẩy đơn.',
  ),
  NOT_STOCKED_AT_LOCATION: permanent(
    'Not stocked at this location. Stock it there in Shopify, or ignore.',
    'Chưa có tại kho này. Bật kho trên Shopify hoặc bỏ qua.',
  ),
  UNTRACKED: permanent(
    'Turn on "Track quantity" in Shopify, or hold the item.',
    'Bật "Theo dõi số lượng" trên Shopify, hoặc tạm giữ.',
  ),
  DEPOT_UNASSIGNED: permanent(
    'Assign this depot to a location or exclude it; the sync waits.',
    'Gán kho này vào địa điểm hoặc loại trừ; đồng bộ đang chờ.',
  ),
  DEPOT_LOST: permanent(
    'A depot is no longer granted. A director grants access again, with all depots, or exclude it.',
    'Một kho không còn được cấp quyền. Giám đốc cấp lại quyền, chọn đủ kho, hoặc loại trừ kho đó.',
  ),
  NO_LOCATION: permanent(
    'No location of the shop is fed by a depot. Assign a depot to a location, then start again.',
    'Chưa địa điểm nào được gán kho. Gán kho vào địa điểm rồi chạy lại.',
  ),
  PLACES_CHANGED: transient(
    'Warehouses or locations were assigned otherwise while the sync ran. Start it again.',
    'Kho hoặc địa điểm được gán lại lúc đang đồng bộ. Hãy chạy lại.',
  ),
  CONTENDED: transient(
    'The number in Shopify changed again and again while it was written. The next sync takes it up.',
    'Số trên Shopify đổi liên tục lúc đang ghi. Lần đồng bộ sau sẽ làm tiếp.',
  ),
  DRIFTED: permanent(
    'It changed after the plan was shown, so it was left out. Make a new dry run.',
    'Đã thay đổi sau khi xem kế hoạch nên bị bỏ qua. Chạy thử lại.',
  ),
  EDITED_SINCE: permanent(
    'Changed by somebody since the sync wrote it, so it was not put back.',
    'Đã bị thay đổi sau khi đồng bộ ghi nên không hoàn tác.',
  ),
  KEY_CHANGED: permanent(
    'SKU, barcode or phone changed after linking. Check the pair, then link it again.',
    'SKU, mã vạch hoặc số điện thoại đã đổi sau khi ghép. Kiểm tra cặp này rồi ghép lại.',
  ),
  MAPPING_GONE: permanent(
    'Unlinked while the job ran; nothing to do. Link it again if that was a mistake.',
    'Đã bỏ ghép trong lúc chạy; không cần làm gì. Nếu nhầm thì ghép lại.',
  ),
  WEIGHED_GOODS: permanent(
    'Sold by weight, so its stock is no number of pieces. Keep it in Shopify by hand, or hold it.',
    'Hàng cân ký, tồn không tính theo cái. Tự nhập số trên Shopify, hoặc tạm giữ.',
  ),
  COMBO: permanent(
    'A combo of other products, not synced. Switch combos on in the configuration, or ignore.',
    'Đây là combo nên không đồng bộ. Bật combo trong cấu hình, hoặc bỏ qua.',
  ),
  BUNDLE_PARENT: permanent(
    'A bundle: Shopify counts it from its parts. Link the parts; nothing else to do.',
    'Gói sản phẩm: Shopify tự tính theo hàng bên trong. Chỉ cần ghép hàng bên trong.',
  ),
  ARCHIVED: permanent(
    'Archived in Shopify, so not synced. Unarchive the product to sell it again.',
    'Đã lưu trữ trên Shopify nên không đồng bộ. Muốn bán lại thì bỏ lưu trữ.',
  ),
  BACKORDERED: permanent(
    'Below 0 in Shopify and sold on; left alone. Nothing to do until the back-orders are filled.',
    'Shopify đang âm và vẫn cho bán; giữ nguyên. Chờ giao xong đơn đặt trước.',
  ),
  STOPPED_IN_NHANH: permanent(
    'No longer sold in Nhanh and configured to keep its number. Set it by hand in Shopify, or ignore.',
    'Đã ngừng bán trên Nhanh, cấu hình giữ nguyên số. Tự sửa trên Shopify, hoặc bỏ qua.',
  ),
  ON_HOLD: permanent(
    'On hold by a person, so left alone. Set its policy to SYNC to sync it again.',
    'Đang tạm giữ nên không đồng bộ. Đổi chính sách về SYNC để chạy lại.',
  ),
  IMPLAUSIBLE_CHANGE: permanent(
    'Nothing was written: too many items would become 0. Apply only if that is true.',
    'Chưa ghi gì: quá nhiều mã sẽ về 0. Chỉ áp dụng nếu đúng.',
  ),
  WRITES_DISABLED: permanent(
    'Writing is switched off. Switch it on, then resume.',
    'Đang tắt ghi. Bật ghi lên rồi chạy tiếp.',
  ),
  EARLIER_JOB_GONE: permanent(
    'What the job rests on was deleted, or emptied, by its age. Start a new one from a newer job.',
    'Công việc mà lần này dựa vào đã bị xoá hoặc làm trống. Hãy bắt đầu từ công việc mới hơn.',
  ),
  WRITE_UNCONFIRMED: transient(
    'Shopify did not answer whether it took the number. The next sync reads it first.',
    'Shopify chưa báo đã nhận số hay chưa. Lần đồng bộ sau sẽ đọc lại trước.',
  ),
  CUSTOMER_GONE: permanent(
    'Deleted or merged in Shopify. Pull customers, then match again.',
    'Khách đã xoá hoặc gộp trên Shopify. Tải lại khách hàng rồi ghép lại.',
  ),
  TOTAL_UNKNOWN: transient(
    'Nhanh sent no total for this customer; Shopify is unchanged. Check the customer in Nhanh, then retry.',
    'Nhanh không trả tổng chi tiêu của khách; Shopify giữ nguyên. Kiểm tra khách trên Nhanh, rồi thử lại.',
  ),
  TOTAL_FELL: permanent(
    'The total in Nhanh fell by more than half; Shopify is unchanged. Confirm it if that is true.',
    'Tổng chi tiêu trên Nhanh giảm hơn một nửa; Shopify giữ nguyên. Nếu đúng thì xác nhận.',
  ),
  INTERNAL: transient(
    'A defect of synctrack. Please report it with the id of the job.',
    'Lỗi của synctrack. Vui lòng báo lại kèm mã công việc.',
  ),
} as const satisfies Record<string, ErrorCodeFacts>

export type ErrorCode = keyof typeof ERROR_CODES

/** Null for a code that this version does not know. */
export function factsOf(code: string): ErrorCodeFacts | null {
  return Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code as ErrorCode] : null
}
