import { address, note, own, type CustomerScene } from './customer-scene.ts'

/** Who is linked and who is asked about, once phones are read: ranks, names, e-mails, types and what a person did before. */
export const CUSTOMER_SCENARIOS: Record<string, (scene: CustomerScene) => void> = {
  'nobody has a phone'(scene) {
    const email = scene.email()
    scene.nhanh('noKey', { email })
    scene.shopify('noKey', { email })
  },
  'one side only'(scene) {
    scene.nhanh('noCounterpart', { mobile: scene.phone().local })
    scene.shopify('noCounterpart', { phone: scene.phone().e164 })
  },
  'the same e-mail, other phones'(scene) {
    const email = scene.email()
    scene.nhanh('noCounterpart', { mobile: scene.phone().local, email })
    scene.shopify('noCounterpart', { phone: scene.phone().e164, email })
  },

  // Ranks.
  'the address has the phone where there is no own one'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('linked', { mobile: phone.local })
    scene.link(nhanh, scene.shopify('linked', { address: phone.local }), phone.e164)
  },
  'an address phone beside an own phone is no key'(scene) {
    const [first, second] = [scene.phone(), scene.phone()]
    const nhanh = scene.nhanh('linked', { mobile: first.local })
    scene.nhanh('noCounterpart', { mobile: second.local })
    scene.link(nhanh, scene.shopify('linked', { phone: first.e164, address: second.local }), first.e164)
  },
  'an own phone beats the same phone in an address'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('linked', { mobile: phone.local })
    const lower = scene.shopify('ALREADY_LINKED', { address: phone.local })
    const shopify = scene.shopify('linked', { phone: phone.e164 })
    scene.link(nhanh, shopify, phone.e164)
    scene.review('ALREADY_LINKED', phone, [own(nhanh), own(shopify), address(lower)])
  },
  'a phone in the note of somebody else'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('linked', { mobile: phone.local })
    scene.shopify('noCounterpart', { phone: scene.phone().e164, note: `Em của ${phone.local}` })
    scene.shopify('noKey', { note: `gọi ${phone.local}` })
    scene.link(nhanh, scene.shopify('linked', { phone: phone.e164 }), phone.e164)
  },
  'a phone only in a note at Shopify'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('NOTE_ONLY', { mobile: phone.local })
    const shopify = scene.shopify('NOTE_ONLY', { note: `Gọi ${phone.local} trước khi giao` })
    scene.review('NOTE_ONLY', phone, [own(nhanh), note(shopify)])
  },
  'a phone only in a note at Shopify, of one who has another'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('NOTE_ONLY', { mobile: phone.local })
    const shopify = scene.shopify('NOTE_ONLY', { phone: scene.phone().e164, note: `sđt 2: ${phone.local}` })
    scene.review('NOTE_ONLY', phone, [own(nhanh), note(shopify)])
  },
  'a phone only in a note at Shopify, of one who is linked'(scene) {
    const [phone, noted] = [scene.phone(), scene.phone()]
    const nhanh = scene.nhanh('linked', { mobile: phone.local })
    scene.nhanh('noCounterpart', { mobile: noted.local })
    const shopify = scene.shopify('linked', { phone: phone.e164, note: `hoặc ${noted.local}` })
    scene.link(nhanh, shopify, phone.e164)
  },
  'a phone only in an address line at Nhanh'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('NOTE_ONLY', { address: `12 Lê Lợi, Huế, ${phone.local}` })
    const shopify = scene.shopify('NOTE_ONLY', { address: phone.local })
    scene.review('NOTE_ONLY', phone, [note(nhanh), address(shopify)])
  },
  'a phone only in a name at Nhanh'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('NOTE_ONLY', { name: `Khách ${phone.local}` })
    const shopify = scene.shopify('NOTE_ONLY', { phone: phone.e164 })
    scene.review('NOTE_ONLY', phone, [note(nhanh), own(shopify)])
  },
  'a phone only in a note, of a family at Nhanh'(scene) {
    const phone = scene.phone()
    const family = [1, 2].map(() => scene.nhanh('NOTE_ONLY', { mobile: phone.local }))
    const shopify = scene.shopify('NOTE_ONLY', { note: phone.local })
    scene.review('NOTE_ONLY', phone, [...family.map(own), note(shopify)])
  },
  'a phone in notes of both sides'(scene) {
    const phone = scene.phone()
    scene.nhanh('noKey', { address: `Huế ${phone.local}` })
    scene.shopify('noKey', { note: phone.local })
  },

  // Shared phones.
  'a family at Nhanh'(scene) {
    const phone = scene.phone()
    const family = [1, 2, 3].map(() => scene.nhanh('SEVERAL_IN_NHANH', { mobile: phone.local }))
    const shopify = scene.shopify('SEVERAL_IN_NHANH', { phone: phone.e164 })
    scene.review('SEVERAL_IN_NHANH', phone, [...family.map(own), own(shopify)])
  },
  'a reseller whose phone stands in addresses'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('SEVERAL_IN_SHOPIFY', { mobile: phone.local })
    const buyers = [1, 2, 3].map(() => scene.shopify('SEVERAL_IN_SHOPIFY', { address: phone.local }))
    scene.review('SEVERAL_IN_SHOPIFY', phone, [own(nhanh), ...buyers.map(address)])
  },
  'a phone of several on both sides'(scene) {
    const phone = scene.phone()
    const nhanh = [1, 2].map(() => scene.nhanh('SEVERAL_IN_NHANH', { mobile: phone.local }))
    const shopify = [1, 2].map(() => scene.shopify('SEVERAL_IN_NHANH', { address: phone.local }))
    scene.review('SEVERAL_IN_NHANH', phone, [...nhanh.map(own), ...shopify.map(address)])
  },
  'two phones that lead to two people at Shopify'(scene) {
    const [first, second] = [scene.phone(), scene.phone()]
    const nhanh = scene.nhanh('SEVERAL_IN_SHOPIFY', { mobile: `${first.local} / ${second.local}` })
    for (const phone of [first, second]) {
      const shopify = scene.shopify('SEVERAL_IN_SHOPIFY', { phone: phone.e164 })
      scene.review('SEVERAL_IN_SHOPIFY', phone, [own(nhanh), own(shopify)])
    }
  },
  'two phones that lead to two people at Nhanh'(scene) {
    const [first, second] = [scene.phone(), scene.phone()]
    const shopify = scene.shopify('SEVERAL_IN_NHANH', { address: `${first.local}, ${second.local}` })
    for (const phone of [first, second]) {
      const nhanh = scene.nhanh('SEVERAL_IN_NHANH', { mobile: phone.local })
      scene.review('SEVERAL_IN_NHANH', phone, [own(nhanh), address(shopify)])
    }
  },
  'two phones, one of them shared'(scene) {
    const [first, second] = [scene.phone(), scene.phone()]
    const both = scene.nhanh('SEVERAL_IN_NHANH', { mobile: `${first.local} / ${second.local}` })
    const other = scene.nhanh('SEVERAL_IN_NHANH', { mobile: second.local })
    const shopify = scene.shopify('SEVERAL_IN_NHANH', { address: `${first.local} - ${second.local}` })
    scene.review('SEVERAL_IN_NHANH', first, [own(both), address(shopify)])
    scene.review('SEVERAL_IN_NHANH', second, [own(both), own(other), address(shopify)])
  },
  'two phones, both of the same person'(scene) {
    const [first, second] = [scene.phone(), scene.phone()]
    const nhanh = scene.nhanh('linked', { mobile: `${first.local} / ${second.local}` })
    const shopify = scene.shopify('linked', { address: `${second.local}, ${first.local}` })
    scene.link(nhanh, shopify, [first.e164, second.e164].toSorted()[0]!)
  },
  'two phones, one of them without a counterpart'(scene) {
    const [first, second] = [scene.phone(), scene.phone()]
    const nhanh = scene.nhanh('linked', { mobile: `${first.local} / ${second.local}` })
    scene.nhanh('noCounterpart', { mobile: second.local })
    scene.link(nhanh, scene.shopify('linked', { phone: first.e164 }), first.e164)
  },

  // Names.
  'names that share no word'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('NAME_DISAGREES', { mobile: phone.local })
    const shopify = scene.shopify('NAME_DISAGREES', { phone: phone.e164, ...scene.stranger().shopify })
    scene.review('NAME_DISAGREES', phone, [own(nhanh), own(shopify)])
  },
  'names that share only a title'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('NAME_DISAGREES', { mobile: phone.local, name: 'Chị Hoa' })
    const shopify = scene.shopify('NAME_DISAGREES', {
      phone: phone.e164,
      firstName: 'chi Mai',
      lastName: null,
    })
    scene.review('NAME_DISAGREES', phone, [own(nhanh), own(shopify)])
  },
  'names that share a word with other accents'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('linked', { mobile: phone.local, name: 'Võ Thuý Hường' })
    const shopify = scene.shopify('linked', { phone: phone.e164, firstName: 'HUONG', lastName: 'Đinh' })
    scene.link(nhanh, shopify, phone.e164)
  },
  'names that share a given name that is also a title'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('linked', { mobile: phone.local, name: 'chị Lan Anh' })
    const shopify = scene.shopify('linked', { phone: phone.e164, firstName: 'Ngọc Anh', lastName: 'Trần' })
    scene.link(nhanh, shopify, phone.e164)
  },
  'a name of only a title'(scene) {
    const phone = scene.phone()
    const name = scene.random.pick(['chị', 'Anh', 'Khách lẻ', 'KHÁCH HÀNG', 'khach le', 'c.', '...'])
    const nhanh = scene.nhanh('linked', { mobile: phone.local, name })
    scene.link(nhanh, scene.shopify('linked', { phone: phone.e164 }), phone.e164)
  },
  'no name'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('linked', { mobile: phone.local })
    const shopify = scene.shopify('linked', { phone: phone.e164, firstName: null, lastName: null })
    scene.link(nhanh, shopify, phone.e164)
  },

  // E-mails.
  'an e-mail confirms what the names do not'(scene) {
    const [phone, email] = [scene.phone(), scene.email()]
    const nhanh = scene.nhanh('linked', { mobile: phone.local, email: ` ${email.toUpperCase()}` })
    const shopify = scene.shopify('linked', { phone: phone.e164, email, ...scene.stranger().shopify })
    scene.link(nhanh, shopify, phone.e164)
  },
  'another e-mail does not part what phone and name join'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('linked', { mobile: phone.local, email: scene.email() })
    scene.link(nhanh, scene.shopify('linked', { phone: phone.e164, email: scene.email() }), phone.e164)
  },
  'an e-mail breaks the tie of a family'(scene) {
    const [phone, email] = [scene.phone(), scene.email()]
    const nhanh = scene.nhanh('linked', { mobile: phone.local, email })
    const other = scene.nhanh('ALREADY_LINKED', { mobile: phone.local, email: scene.email() })
    const shopify = scene.shopify('linked', { phone: phone.e164, email })
    scene.link(nhanh, shopify, phone.e164)
    scene.review('ALREADY_LINKED', phone, [own(nhanh), own(other), own(shopify)])
  },
  'e-mails break the tie of two couples'(scene) {
    const phone = scene.phone()
    for (const email of [scene.email(), scene.email()]) {
      const nhanh = scene.nhanh('linked', { mobile: phone.local, email })
      scene.link(nhanh, scene.shopify('linked', { address: phone.local, email }), phone.e164)
    }
  },
  'an e-mail that a family shares breaks no tie'(scene) {
    const [phone, email] = [scene.phone(), scene.email()]
    const family = [1, 2].map(() => scene.nhanh('SEVERAL_IN_NHANH', { mobile: phone.local, email }))
    const shopify = scene.shopify('SEVERAL_IN_NHANH', { phone: phone.e164, email })
    scene.review('SEVERAL_IN_NHANH', phone, [...family.map(own), own(shopify)])
  },

  // Who is no candidate.
  'a wholesale customer'(scene) {
    const phone = scene.phone()
    scene.nhanh('notACandidate', { mobile: phone.local, type: 2 })
    scene.shopify('noCounterpart', { phone: phone.e164 })
  },
  'an agent'(scene) {
    const phone = scene.phone()
    scene.nhanh('notACandidate', { mobile: phone.local, type: 3 })
    scene.shopify('noKey', { note: phone.local })
  },
  'a customer without a type'(scene) {
    const phone = scene.phone()
    scene.nhanh('notACandidate', { mobile: phone.local, type: 0 })
    scene.shopify('noCounterpart', { phone: phone.e164 })
  },
  'a wholesale customer beside a retail customer'(scene) {
    const phone = scene.phone()
    scene.nhanh('notACandidate', { mobile: phone.local, type: 2 })
    const nhanh = scene.nhanh('linked', { mobile: phone.local })
    scene.link(nhanh, scene.shopify('linked', { phone: phone.e164 }), phone.e164)
  },

  // What a person did before.
  'linked by hand'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('alreadyLinked', { mobile: phone.local })
    scene.mapped(nhanh, scene.shopify('alreadyLinked', { phone: phone.e164 }))
  },
  'linked by hand without anything in common'(scene) {
    const nhanh = scene.nhanh('alreadyLinked', { mobile: scene.phone().local })
    scene.mapped(nhanh, scene.shopify('alreadyLinked', scene.stranger().shopify))
  },
  'linked by hand, and a newcomer at Nhanh'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('alreadyLinked', { mobile: phone.local })
    const newcomer = scene.nhanh('ALREADY_LINKED', { mobile: phone.local })
    const shopify = scene.shopify('alreadyLinked', { phone: phone.e164 })
    scene.mapped(nhanh, shopify)
    scene.review('ALREADY_LINKED', phone, [own(nhanh), own(newcomer), own(shopify)])
  },
  'linked by hand to somebody else'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('alreadyLinked', { mobile: phone.local })
    scene.mapped(nhanh, scene.shopify('alreadyLinked', { phone: scene.phone().e164 }))
    const shopify = scene.shopify('ALREADY_LINKED', { phone: phone.e164 })
    scene.review('ALREADY_LINKED', phone, [own(nhanh), own(shopify)])
  },
  'both linked by hand to somebody else'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('alreadyLinked', { mobile: phone.local })
    const shopify = scene.shopify('alreadyLinked', { phone: phone.e164 })
    scene.mapped(nhanh, scene.shopify('alreadyLinked'))
    scene.mapped(scene.nhanh('alreadyLinked'), shopify)
  },
  'a wholesale customer linked by hand, and a retail newcomer'(scene) {
    const phone = scene.phone()
    const wholesale = scene.nhanh('notACandidate', { mobile: phone.local, type: 2 })
    const newcomer = scene.nhanh('ALREADY_LINKED', { mobile: phone.local })
    const shopify = scene.shopify('alreadyLinked', { phone: phone.e164 })
    scene.mapped(wholesale, shopify)
    scene.review('ALREADY_LINKED', phone, [own(newcomer), own(shopify)])
  },
  'the linked Shopify customer is gone, a new one has the phone'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('REPLACED', { mobile: phone.local })
    scene.mapped(nhanh, scene.shopify('deleted', { address: phone.local }))
    const shopify = scene.shopify('REPLACED', { phone: phone.e164 })
    scene.review('REPLACED', phone, [own(nhanh), own(shopify)])
  },
  'the linked Nhanh customer is gone, a new one has the phone'(scene) {
    const phone = scene.phone()
    const shopify = scene.shopify('REPLACED', { phone: phone.e164 })
    scene.mapped(scene.nhanh('deleted', { mobile: phone.local }), shopify)
    const nhanh = scene.nhanh('REPLACED', { mobile: phone.local })
    scene.review('REPLACED', phone, [own(nhanh), own(shopify)])
  },
  'both were linked to customers that nobody knows any more'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('REPLACED', { mobile: phone.local })
    const shopify = scene.shopify('REPLACED', { phone: phone.e164, ...scene.stranger().shopify })
    scene.mapped(nhanh, scene.unknown('SHOPIFY'))
    scene.mapped(scene.unknown('NHANH'), shopify)
    scene.review('REPLACED', phone, [own(nhanh), own(shopify)])
  },
  'the linked customer is gone, and several have the phone'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('SEVERAL_IN_SHOPIFY', { mobile: phone.local })
    scene.mapped(nhanh, scene.shopify('deleted'))
    const shopify = [1, 2].map(() => scene.shopify('SEVERAL_IN_SHOPIFY', { address: phone.local }))
    scene.review('SEVERAL_IN_SHOPIFY', phone, [own(nhanh), ...shopify.map(address)])
  },
  'the linked customer is gone, and nobody has the phone'(scene) {
    const nhanh = scene.nhanh('noCounterpart', { mobile: scene.phone().local })
    scene.mapped(nhanh, scene.shopify('deleted'))
  },
  'taken apart'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('ignored', { mobile: phone.local })
    scene.takenApart(nhanh, scene.shopify('ignored', { phone: phone.e164 }))
  },
  'gone at the source'(scene) {
    const phone = scene.phone()
    scene.nhanh('noCounterpart', { mobile: phone.local })
    scene.shopify('deleted', { phone: phone.e164 })
  },
  'the other of a family is gone at the source'(scene) {
    const phone = scene.phone()
    const nhanh = scene.nhanh('linked', { mobile: phone.local })
    scene.nhanh('deleted', { mobile: phone.local })
    scene.link(nhanh, scene.shopify('linked', { phone: phone.e164 }), phone.e164)
  },
}
