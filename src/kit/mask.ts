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

/** 120101199003071235 → 1201**********1235. */
export function maskIdNumber(number: string): string {
  return `${number.slice(0, 4)}**********${number.slice(-4)}`;
}

/** A text with every phone and identity number in it masked, for what people write freely. */
export function maskText(text: string): string {
  return text
    .replace(/(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])/g, maskIdNumber)
    .replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, maskPhone);
}

/** 203.0.113.7 → 203.0.*.*, 2001:db8:1::7 → 2001:db8:*: enough for people to know a network again. */
export function maskAddress(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.\d+\.\d+$/.exec(address);
  if (v4) return `${v4[1]}.${v4[2]}.*.*`;
  return `${address.split(':').slice(0, 2).join(':')}:*`;
}
