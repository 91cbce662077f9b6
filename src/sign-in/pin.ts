/** Six digits that others would try first: all or pairs or triples the same, sequences, the birthday in any order. */
export function isWeakPin(pin: string, birthDate: string | undefined): boolean {
  const repeats = /^(\d)\1+$|^(\d\d)\2+$|^(\d{3})\3$|^(\d)\4\4(\d)\5\5$/.test(pin);
  return repeats || isSequence(pin) || (birthDate !== undefined && isBirthday(pin, birthDate));
}

function isSequence(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index]));
  // 9 goes on with 0.
  const goesOn = (by: number) => steps.every((step) => (step - by) % 10 === 0);
  return goesOn(1) || goesOn(-1);
}

function isBirthday(pin: string, birthDate: string): boolean {
  const [year, month, day] = birthDate.split('-') as [string, string, string];
  const short = year.slice(2);
  return [
    ...[short + month + day, day + month + short, month + day + short],
    ...[year + month, month + year],
  ].includes(pin);
}
