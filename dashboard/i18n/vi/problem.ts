import type { Catalogue } from '../language.ts'

export const problem: Catalogue['problem'] = {
  refused: 'Chưa thực hiện được',
  running: 'Tác vụ này đang chạy rồi',
  conflict: 'Một tác vụ khác đang chiếm chỗ: {{job}}',
  notConnected: 'Chưa kết nối {{platform}}',
  variables: 'Hãy đặt các biến sau cho máy chủ rồi khởi động lại:',
  toPlatforms: 'Xem các kết nối',
  dryRuns: 'Vẫn có thể chạy thử.',
  until: 'Sẽ tự bật lại lúc: {{moment}}',
  toWrites: 'Đến công tắc ghi',
  toDryRun: 'Chạy thử trước',
}
