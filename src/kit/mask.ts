/** Surnames of two characters, of which both are shown. */
const longSurnames = new Set([
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '宇文',
  '长孙',
  '司徒',
  '夏侯',
  '端木',
  '百里',
  '南宫',
  '独孤',
]);

/** 李明 → 李*, 欧阳海燕 → 欧阳**. */
export function maskName(name: string): string {
  const characters = [...name];
  const shown = characters.length > 2 && longSurnames.has(characters.slice(0, 2).join('')) ? 2 : 1;
  return characters.slice(0, shown).join('') + '*'.repeat(Math.max(1, characters.length - shown));
}

/** 13812345678 → 138****5678. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/** As long as those of identity cards were and are. */
const longIdNumber = 15;

/**
 * 120101199003071235 → 1201**********1235, E12345678 → E******78. Passports and permits are short: of them a third at
 * most is shown, or the rest could be guessed.
 */
export function maskIdNumber(number: string): string {
  const third = Math.floor(number.length / 3);
  const isLong = number.length >= longIdNumber;
  const first = isLong ? 4 : Math.min(1, third);
  const last = isLong ? 4 : Math.min(2, third - first);
  const hidden = '*'.repeat(number.length - first - last);
  return number.slice(0, first) + hidden + number.slice(number.length - last);
}

/** What people put between groups of digits. */
const gap = '[\\s\\-\u2010-\u2015\uff0d]?';
const idNumbers = new RegExp(`(?<!\\d)\\d{6}${gap}\\d{8}${gap}\\d{3}[\\dXx](?![\\dA-Za-z])`, 'g');
const phones = new RegExp(
  `(?<!\\d)((?:\\+?86|0086)${gap})?(1[3-9]\\d${gap}\\d{4}${gap}\\d{4})(?!\\d)`,
  'g',
);
const phoneDigits = 11;
const bare = (text: string) => text.replace(/[^\dXx]/g, '');

/**
 * A text with every phone and identity number in it masked, for what people write freely: also with +86, in groups, right after
 * a word, and with the wide digits of Chinese keyboards.
 */
export function maskText(text: string): string {
  // Most texts are too short, and imports have many.
  if (text.length < phoneDigits) return text;
  return text
    .replace(/[\uff0b\uff10-\uff19\uff38\uff58]/g, (wide) => wide.normalize('NFKC'))
    .replace(idNumbers, (found) => maskIdNumber(bare(found)))
    .replace(phones, (_, country = '', phone) => country + maskPhone(bare(phone)));
}

/** 203.0.113.7 → 203.0.*.*, 2001:db8:1::7 → 2001:db8:*: enough for people to know a network again. */
export function maskAddress(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.\d+\.\d+$/.exec(address);
  if (v4) return `${v4[1]}.${v4[2]}.*.*`;
  return `${address.split(':').slice(0, 2).join(':')}:*`;
}
