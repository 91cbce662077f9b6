import { refuse } from './refusals.ts';

/** domain.md 11, naming of filed bodies: no 中国, no 全国. */
const forbidden = ['中国', '全国'];
/** 组织形式: what a name ends with. */
const forms = /(队|社|会|站|室|团|组|坊|班|家|中心|驿站)$/;
/** What a community is, and people leave out of its name. */
const kindOfDivision = /(社区|村|街道|镇|乡)$/;

/**
 * The official name, written without spaces. Local bodies do not call themselves national, unless the community, street
 * or district that they lie in has the word in its own name (中国民航大学社区), and say what form they have.
 * Refuses: filing_name_forbidden, filing_name_form.
 */
export function readFilingName(typed: string, divisions: string[]): string {
  const name = typed.replace(/\s+/g, '');
  const said = name.normalize('NFKC');
  const places = divisions
    .flatMap((division) => [division, division.replace(kindOfDivision, '')])
    .filter((place) => place !== '' && !forbidden.includes(place));
  const ofItself = places.reduce((rest, place) => rest.replaceAll(place, '·'), said);
  const word = forbidden.find((each) => ofItself.includes(each));
  if (word) throw refuse('filing_name_forbidden', { pointer: '/name', values: { word } });
  if (!forms.test(said)) throw refuse('filing_name_form', { pointer: '/name' });
  return name;
}
