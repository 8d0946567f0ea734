import { expect, test } from 'vitest'
import { maskPersonal } from '../src/masking.ts'

test.each([
  '0912345678',
  '0912 345 678',
  '0912.345.678',
  '0912-345-678',
  '09.12.34.56.78',
  '091 234 5678',
  '0912\u00a0345\u00a0678',
  '0912 – 345 – 678',
  '+84912345678',
  '+84 912 345 678',
  '+84 0912 345 678',
  '(+84) 912.345.678',
  '(+84)912345678',
  '84912345678',
  '84 912 345 678',
  '84-912-345-678',
  '84.912.345.678',
  '0084 912 345 678',
])('%s is masked', (phone) => {
  expect(maskPersonal(phone)).toBe('09*****678')
  expect(maskPersonal(`Lan (${phone}), Huế`)).toBe('Lan (09*****678), Huế')
  expect(maskPersonal(`mobile:${phone}`)).toBe('mobile:09*****678')
  expect(maskPersonal(`{"mobile":"${phone}"}`)).toBe('{"mobile":"09*****678"}')
  expect(maskPersonal(`Customer ${phone}: phone has already been taken.`)).toBe(
    'Customer 09*****678: phone has already been taken.',
  )
})

test.each([
  ['(024) 3822 1234', '02*****234'],
  ['024 3822 1234', '02*****234'],
  ['+84 24 3822 1234', '02*****234'],
  ['0164 123 4567', '01*****567'],
  ['+84845678912', '08*****912'],
  ['84845678912', '08*****912'],
  ['+12065550123', '+12*****123'],
  ['0912345678/0987654321', '09*****678/09*****321'],
  ['0912345678-0987654321', '09*****678-09*****321'],
  ['0912 345 678 0987 654 321', '09*****678 09*****321'],
  ['0912345678, 0387654321; 84787654321', '09*****678, 03*****321; 07*****321'],
  ['ĐT.0912345678.', 'ĐT.09*****678.'],
  ['first line\n0912345678\nlast line', 'first line\n09*****678\nlast line'],
  ['{"customer":{"phone":"+84912345678"}}', '{"customer":{"phone":"09*****678"}}'],
  ['paid 0912345678', 'paid 09*****678'],
  ['0912345678 bought 3 items', '09*****678 bought 3 items'],
])('the phones of %j are masked', (text, masked) => {
  expect(maskPersonal(text)).toBe(masked)
})

test.each([
  ['lan@example.com', 'l***@example.com'],
  ['Lan <nguyen.thi-lan+shop@mail.example.com.vn>.', 'Lan <n***@mail.example.com.vn>.'],
  ['...lan@example.com', '...l***@example.com'],
  ['0912345678@gmail.com', '0***@gmail.com'],
  ['{"email":"lan@example.com","to":"b@c.vn"}', '{"email":"l***@example.com","to":"b***@c.vn"}'],
  ['đặng@example.com, x_y%z@example.com', 'đ***@example.com, x***@example.com'],
])('the e-mail addresses of %j are masked', (text, masked) => {
  expect(maskPersonal(text)).toBe(masked)
})

test.each([
  // Shopify
  'gid://shopify/Customer/84912345678',
  'gid://shopify/InventoryLevel/84912345678?inventory_item_id=84912345678',
  'gid://shopify/ProductVariant/40912345678901',
  'https://demo.myshopify.com/admin/api/2026-10/customers/84912345678.json?since_id=84387654321',
  'quantities.249.changeFromQuantity: expected 12, was 8',
  // Nhanh
  'product 38217613, customer 142401158, depot 912345',
  'nhanhId 84912345678',
  '{"id":"84912345678"}',
  '{"sku":"0912345678"}',
  // codes
  'SP0912345678',
  'AO-0912345678',
  'AO-THUN-0912345678-XL',
  'ao_0912345678',
  'SKU 0912345678',
  '0912345678-2',
  'DH-2024-0912345678',
  '8938505974192',
  '012345678905',
  'barcode: 0912345678',
  '550e8400-e29b-41d4-a716-091234567812',
  // a tax code with its branch
  '0312345678-001',
  // times
  '2026-09-12T03:45:07.891Z',
  '2026-09-10 08:15:30.123456',
  '03-05-2026 10:20:30',
  '03.05.2026 1020',
  '09/10/2026 07:08:09',
  '1784912345678',
  // numbers
  '0.912345678',
  '1.0912345678',
  '84.912345678 items per second',
  '84.912.345.678 ₫',
  '84 912 345 678 đ',
  '84.912.345.678 VND',
  '84912345678 bytes',
  '10000 created, 912345678 unchanged, 0 failed',
  'waits 30 s, 84 requests, 912 345 678 left',
  // neither a phone nor an address
  '19001234',
  '1800 599 920',
  'node_modules/@mikro-orm/core/index.js',
  'graphql-ws@6.4.2',
  'postgres://127.0.0.1:54329/synctrack',
])('%s stays as it is', (text) => {
  expect(maskPersonal(text)).toBe(text)
})

test('a long text without an end does not keep the process busy', () => {
  for (const unit of ['a', '0', '09', '09 ', '84-', 'a.', 'a@', '+', '(', '0912345678-', 'gid://']) {
    const text = unit.repeat(100_000)
    expect(maskPersonal(text).length).toBeGreaterThan(0)
  }
})

test('what is masked stays as it is', () => {
  const masked = maskPersonal('Lan 0912 345 678 lan@example.com')
  expect(maskPersonal(masked)).toBe(masked)
})
