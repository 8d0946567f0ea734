import { note, own, type CustomerScene, type Phone } from './customer-scene.ts'

type Scenario = (scene: CustomerScene) => void

const groups = ({ national: n }: Phone) => [n.slice(0, 2), n.slice(2, 5), n.slice(5)] as const

/** One number as people type it. */
const FORMS: Record<string, (phone: Phone) => string> = {
  'as it is dialled': ({ local }) => local,
  'the 0 lost in a spreadsheet': ({ national }) => national,
  'country code': ({ national }) => `84${national}`,
  'plus and country code': ({ e164 }) => e164,
  '0084 and blanks': (phone) => `0084 ${groups(phone).join(' ')}`,
  'country code and dashes': (phone) => `84 ${groups(phone).join('-')}`,
  'brackets and dots': (phone) => `(+84) ${groups(phone).join('.')}`,
  'country code and the 0': ({ local }) => `+84 ${local}`,
  'no-break spaces': (phone) => `0${groups(phone).join('\u00a0')}\u00a0 `,
}

/** Old prefix, without its 0, and what it became. */
const RENUMBERED = {
  Viettel: {
    162: '32',
    163: '33',
    164: '34',
    165: '35',
    166: '36',
    167: '37',
    168: '38',
    169: '39',
  },
  MobiFone: { 120: '70', 121: '79', 122: '77', 126: '76', 128: '78' },
  VinaPhone: { 123: '83', 124: '84', 125: '85', 127: '81', 129: '82' },
  Vietnamobile: { 186: '56', 188: '58' },
  Gmobile: { 199: '59' },
}

const OLD_FORMS: Record<string, (old: string, tail: string) => string> = {
  'with its 0': (old, tail) => `0${old}${tail}`,
  'without its 0': (old, tail) => old + tail,
  'with +84': (old, tail) => `+84${old}${tail}`,
  'with 84': (old, tail) => `84${old}${tail}`,
  'with 0084 and blanks': (old, tail) => `0084 ${old} ${tail}`,
}

/** Both sides have the number, written in this way at Nhanh, or in the address at Shopify. */
function linkedBy(phone: Phone, text: string): Scenario {
  return (scene) => {
    const atNhanh = scene.random.next() < 0.7
    const nhanh = scene.nhanh('linked', { mobile: atNhanh ? text : phone.local })
    const shopify = scene.shopify('linked', atNhanh ? { phone: phone.e164 } : { address: text })
    scene.link(nhanh, shopify, phone.e164)
  }
}

/** Both sides have this text in a phone field, and it is no phone. */
function noKeyIn(text: (scene: CustomerScene) => string): Scenario {
  return (scene) => {
    const same = text(scene)
    scene.nhanh('noKey', { mobile: same })
    scene.shopify('noKey', { address: same })
  }
}

/** Digits of a note that hold another customer's phone, or look like it, and are none. */
function notIn(text: (phone: Phone) => string): Scenario {
  return (scene) => {
    const phone = scene.phone()
    scene.nhanh('noCounterpart', { mobile: phone.local })
    scene.shopify('noKey', { note: text(phone) })
    scene.nhanh('noKey', { address: text(phone) })
  }
}

const spelled = Object.entries(FORMS).map(([name, write]): [string, Scenario] => [
  `phone: ${name}`,
  (scene) => {
    const phone = scene.phone()
    linkedBy(phone, write(phone))(scene)
  },
])

const renumbered = Object.entries(RENUMBERED).flatMap(([operator, prefixes]) =>
  Object.entries(prefixes).flatMap(([was, is]) =>
    Object.entries(OLD_FORMS).map(([name, write]): [string, Scenario] => [
      `renumbered: ${operator} 0${was} ${name}`,
      (scene) => {
        const phone = scene.phone(is)
        linkedBy(phone, write(was, phone.tail))(scene)
      },
    ]),
  ),
)

const placeholders = ['0000000000', '0123456789', '0999999999', '0911111111', '+84 999 999 999'].map(
  (text): [string, Scenario] => [`placeholder: ${text}`, noKeyIn(() => text)],
)

/** How a phone is read: the cases and forms of the facts page. */
export const PHONE_SCENARIOS: Record<string, Scenario> = {
  ...Object.fromEntries([...spelled, ...renumbered, ...placeholders]),

  'two numbers in one field, the second matches'(scene) {
    const [first, second] = [scene.phone(), scene.phone()]
    const nhanh = scene.nhanh('linked', { mobile: `${first.local} / ${second.local}` })
    scene.link(nhanh, scene.shopify('linked', { phone: second.e164 }), second.e164)
  },

  'two numbers in a note, separated by a blank'(scene) {
    const [first, second] = [scene.phone(), scene.phone()]
    const one = scene.nhanh('NOTE_ONLY', { mobile: first.local })
    const other = scene.nhanh('NOTE_ONLY', { mobile: second.local })
    const shopify = scene.shopify('NOTE_ONLY', { note: `${first.local} ${second.local}` })
    scene.review('NOTE_ONLY', first, [own(one), note(shopify)])
    scene.review('NOTE_ONLY', second, [own(other), note(shopify)])
  },

  'nine digits that begin with 84 lost a 0'(scene) {
    const phone = scene.phone('84')
    linkedBy(phone, phone.national)(scene)
  },

  'an order number that ends like a phone': notIn(({ local }) => `DH 2024${local}`),
  'an order number of sixteen digits': notIn(({ national }) => `1234${national}123`),
  'an order number that begins like a phone': notIn(({ local }) => `Đơn ${local}20241`),

  'a date and an hour that make a phone'(scene) {
    const count = scene.counters.next()
    const [month, year, hour] = [
      10 + (count % 3),
      2000 + (Math.floor(count / 3) % 100),
      10 + (Math.floor(count / 300) % 14),
    ]
    scene.nhanh('noCounterpart', { mobile: `09${month}${year}${hour}` })
    scene.shopify('noKey', { note: `Giao 09/${month}/${year} ${hour} giờ` })
  },

  'a landline is a key'(scene) {
    const { tail } = scene.phone()
    const key = `+84243${tail}`
    const nhanh = scene.nhanh('linked', { mobile: `(024) 3${tail.slice(0, 3)} ${tail.slice(3)}` })
    scene.link(nhanh, scene.shopify('linked', { phone: key }), key)
  },
  'a landline is not the mobile with the same tail'(scene) {
    const { tail } = scene.phone()
    scene.nhanh('noCounterpart', { mobile: `0243${tail}` })
    scene.shopify('noCounterpart', { phone: `+8493${tail}` })
  },
  'a 1900 number': noKeyIn((scene) => `1900${scene.phone().tail.slice(-4)}`),
  'an 1800 number': noKeyIn((scene) => `1800 ${scene.phone().tail.slice(-4)}`),

  'a foreign number, whole'(scene) {
    const { tail } = scene.phone()
    const key = `+6141${tail}`
    const nhanh = scene.nhanh('linked', { mobile: `+61 41${tail.slice(0, 1)} ${tail.slice(1)}` })
    scene.link(nhanh, scene.shopify('linked', { phone: key }), key)
  },
  'foreign numbers with equal tails'(scene) {
    const { tail } = scene.phone()
    scene.nhanh('noCounterpart', { mobile: `091${tail}` })
    scene.shopify('noCounterpart', { phone: `+6141${tail}` })
    scene.shopify('noCounterpart', { address: `+66 91${tail}` })
  },
}
