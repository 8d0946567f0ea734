import { describe, expect, test } from 'vitest'
import { emailKey, nameWords } from '../../src/matching/person.ts'

describe('the words of a name', () => {
  test.each([
    ['Nguyễn Thị Lan', ['lan', 'nguyen', 'thi']],
    ['NGUYỄN THỊ LAN', ['lan', 'nguyen', 'thi']],
    ['nguyen thi lan', ['lan', 'nguyen', 'thi']],
    ['  Lan   Lan\u00a0Lan ', ['lan']],
    ['Đặng Đức Độ', ['dang', 'do', 'duc']],
    ['Trần-Lê (Út)', ['le', 'tran', 'ut']],
    ['Lan 0912345678', ['lan']],
    ['Lan2', ['lan']],
    ['Ｎｇｕｙễｎ Ｌａｎ', ['lan', 'nguyen']],
    ['🌸Lan🌸 ❤️Hương❤️', ['huong', 'lan']],
    ['L\u200ba\u00adn', ['lan']],
    ["O'Brien", ['brien']],
    ['Nguyễn V. Nam', ['nam', 'nguyen']],
    ['Như Ý', ['nhu', 'y']],
  ])('%j: %j', (name, words) => {
    expect(nameWords(name)).toEqual(words)
  })

  test.each(['Nguyễn Thị Hường', 'khách Lê Ánh', 'chị Đỗ Mỹ Lệ', 'สมชาย ใจดี', 'रमेश कुमार'])(
    '%s composed and decomposed has the same words',
    (name) => {
      expect(nameWords(name.normalize('NFD'))).toEqual(nameWords(name.normalize('NFC')))
      expect(nameWords(name)).not.toEqual([])
    },
  )

  test('come from several texts, each once', () => {
    expect(nameWords('Thị Lan', 'Nguyễn')).toEqual(['lan', 'nguyen', 'thi'])
    expect(nameWords('Lan', 'lan', null)).toEqual(['lan'])
    expect(nameWords(null, null)).toEqual([])
  })

  test.each([
    ['王伟', ['王伟']],
    ['王 伟', ['伟', '王']],
    ['Иван Петров', ['иван', 'петров']],
    ['محمد علي', ['علي', 'محمد']],
  ])('of another script: %s', (name, words) => {
    expect(nameWords(name)).toEqual(words)
  })
})

describe('titles', () => {
  test.each([
    ['chị Lan Anh', ['anh', 'lan']],
    ['Chị Lan Anh'.normalize('NFD'), ['anh', 'lan']],
    ['Lan Anh', ['anh', 'lan']],
    ['CHỊ LAN', ['lan']],
    ['chi Lan', ['lan']],
    ['a Nam', ['nam']],
    ['c.Lan', ['lan']],
    ['Anh/chị Tuấn', ['tuan']],
    ['Mr. Tuấn', ['tuan']],
    ['khách Tuấn', ['tuan']],
    ['Khách hàng: cô Hoa', ['hoa']],
    ['KHACH LE Hoa', ['hoa']],
    ['❤️ chị Lan', ['lan']],
    ['1️⃣ chị Lan', ['lan']],
  ])('are left out before a name: %j', (name, words) => {
    expect(nameWords(name)).toEqual(words)
  })

  test.each([
    ['Nguyễn Ngọc Anh', ['anh', 'ngoc', 'nguyen']],
    ['Phạm Chi', ['chi', 'pham']],
    ['Trần Bà Em', ['ba', 'em', 'tran']],
    ['Ánh Nguyệt', ['anh', 'nguyet']],
    ['Chí Thanh', ['chi', 'thanh']],
    ['Bắc Hà', ['bac', 'ha']],
    ['khách Lê Nam', ['le', 'nam']],
    ['Lê', ['le']],
    ['Anhtuan', ['anhtuan']],
    ['Chin Su', ['chin', 'su']],
  ])('a name that looks like one is kept: %j', (name, words) => {
    expect(nameWords(name)).toEqual(words)
  })

  test.each([
    'Khách lẻ',
    'KHÁCH LẺ',
    'khach le',
    'Khách lẻ'.normalize('NFD'),
    'Khách hàng 12',
    'Khách',
    'Anh',
    'chị',
    'Anh Chị',
    'c.',
    '0912345678',
    '???',
    '😀',
    '',
  ])('%j says nothing', (name) => {
    expect(nameWords(name)).toEqual([])
  })

  test('stand before each text: first and last name are two', () => {
    expect(nameWords('Chị Lan', 'Nguyễn')).toEqual(['lan', 'nguyen'])
    expect(nameWords('Anh', 'Tuấn')).toEqual(['tuan'])
    expect(nameWords('Ngọc Anh', 'Trần')).toEqual(['anh', 'ngoc', 'tran'])
  })
})

describe('an e-mail address', () => {
  test.each([
    ['Lan@Example.com', 'lan@example.com'],
    [' lan @example.com\u00a0', 'lan@example.com'],
    ['\u200blan@example.com', 'lan@example.com'],
    ['ｌａｎ＠example.com', 'lan@example.com'],
    ['lan+shop@example.com', 'lan+shop@example.com'],
  ])('%j is compared as %j', (email, key) => {
    expect(emailKey(email)).toBe(key)
  })

  test.each([null, '', ' ', 'lan', '@', 'lan@', '@example.com', 'lan@example.com, hoa@example.com'])(
    '%j is none',
    (email) => {
      expect(emailKey(email)).toBeNull()
    },
  )
})
