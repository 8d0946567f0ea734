/** The reader's zone, as the API takes it; of a browser that does not tell it, the shop's. */
export function timeZone(): string {
  const { timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions()
  return !zone || zone === 'Etc/Unknown' ? 'Asia/Ho_Chi_Minh' : zone
}
