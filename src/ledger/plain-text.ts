import type { ExportedAccount, ExportedTransfer } from './export-books.ts';

export type TextFormat = 'hledger' | 'beancount';

interface PlainText {
  head(book: number): string;
  account(account: ExportedAccount): string;
  /** One movement for all: what they had come to before the first that is written out. */
  forward(accounts: ExportedAccount[], day: string): string;
  transfer(transfer: ExportedTransfer): string;
  /** What the account has come to when `day` begins. */
  balance(account: ExportedAccount, day: string): string;
}

/** POINT in points, HOURS and COIN in minutes: exact, whatever the size. */
function money(amount: bigint, unit: string): string {
  if (unit !== 'POINT') return `${amount} ${unit}`;
  const digits = String(amount < 0n ? -amount : amount).padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)} ${unit}`;
}

const hledgerName = ({ kind, region, id }: ExportedAccount) => `${kind}:${region}:${id}`;

const hledger: PlainText = {
  head: (book) => `; Linli book ${book}; HOURS and COIN in minutes\ncommodity 1000.00 POINT\n`,
  account: (account) => `account ${hledgerName(account)}\n`,
  forward: (accounts, day) =>
    `\n${day} * brought forward\n${accounts.map((account) => `    ${hledgerName(account)}  ${money(account.forward, account.unit)}\n`).join('')}`,
  // The second date of hledger is the one that counts.
  transfer: ({ id, name, recordedOn, effectiveOn, debit, credit, amount }) =>
    `\n${recordedOn}=${effectiveOn} * (${id}) ${name}\n` +
    `    ${hledgerName(credit)}  ${money(amount, credit.unit)}\n` +
    `    ${hledgerName(debit)}  ${money(-amount, debit.unit)}\n`,
  balance: (account, day) =>
    `\n${day} * balance\n    ${hledgerName(account)}  ${money(0n, account.unit)} = ${money(account.balance, account.unit)}\n`,
};

/** Beancount wants one of five roots and capital letters; what a city owes its people is a liability. */
const beancountName = ({ kind, region, id }: ExportedAccount) =>
  `Liabilities:${kind[0]!.toUpperCase()}${kind.slice(1).replaceAll('_', '-')}:R${region}:A-${id}`;

const beancount: PlainText = {
  head: (book) => `;; Linli book ${book}; HOURS and COIN in minutes\n`,
  account: (account) => `1970-01-01 open ${beancountName(account)} ${account.unit}\n`,
  forward: (accounts, day) =>
    `\n${day} * "brought forward"\n${accounts.map((account) => `  ${beancountName(account)}  ${money(account.forward, account.unit)}\n`).join('')}`,
  // It knows one date: the one on which it was recorded, as the balances are checked by it.
  transfer: ({ id, name, recordedOn, effectiveOn, debit, credit, amount }) =>
    `\n${recordedOn} * "${name}" "${id}"\n  effective: ${effectiveOn}\n` +
    `  ${beancountName(credit)}  ${money(amount, credit.unit)}\n` +
    `  ${beancountName(debit)}  ${money(-amount, debit.unit)}\n`,
  // Unless told otherwise it lets a balance be wrong by 0.01.
  balance: (account, day) =>
    `${day} balance ${beancountName(account)}  ${money(account.balance, account.unit).replace(' ', ' ~ 0 ')}\n`,
};

export const plainTexts: Record<TextFormat, PlainText> = { hledger, beancount };
