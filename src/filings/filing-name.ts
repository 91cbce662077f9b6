import { refuse } from './refusals.ts';

const forbidden = ['中国', '全国', '中华', '国际', '世界'];
/** 组织形式: what a name ends with. */
const forms = /(队|社|会|站|室|团|组|坊|班|家|中心|驿站)$/;

/**
 * The name in its one form. Local bodies do not call themselves national, and say what form they have (domain.md 11).
 * Refuses: filing_name_forbidden, filing_name_form.
 */
export function readFilingName(typed: string): string {
  const name = typed.normalize('NFKC').replace(/\s+/g, '');
  const word = forbidden.find((each) => name.includes(each));
  if (word) throw refuse('filing_name_forbidden', { pointer: '/name', values: { word } });
  if (!forms.test(name)) throw refuse('filing_name_form', { pointer: '/name' });
  return name;
}
