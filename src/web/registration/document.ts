import type { IdType, Sex } from './contract.ts';

export const idTypes: IdType[] = ['resident_id', 'residence_permit', 'travel_permit', 'passport'];

/** Who somebody is, by the document that they show. */
export interface DocumentDraft {
  idType: IdType;
  idNumber: string;
  /** Only asked for where the number does not tell. */
  sex: Sex | '';
  birthDate: string;
}

export const noDocument: DocumentDraft = {
  ...{ idType: 'resident_id', idNumber: '', sex: '', birthDate: '' },
};

/** Numbers of these documents tell sex and birthday themselves. */
export const tellsBirth = (idType: IdType): boolean =>
  idType === 'resident_id' || idType === 'residence_permit';

/** As the service is sent it. */
export const documentOf = ({ idType, idNumber, sex, birthDate }: DocumentDraft) => ({
  ...{ idType, idNumber },
  ...(tellsBirth(idType) ? {} : { sex, birthDate }),
});

const adultAge = 18;
/** 儿童: all of their data is sensitive (PIPL Art. 28). */
const childAge = 14;

/** Whether it is the document of a minor (民法典 Art. 17), to ask for a guardian early; the rules of the place decide. */
export const isMinor = (document: DocumentDraft, today: Date): boolean =>
  isYoungerThan(adultAge, document, today);

/** Whether it is a child's, for whom only the guardian agrees to anything (PIPL Art. 31). */
export const isChild = (document: DocumentDraft, today: Date): boolean =>
  isYoungerThan(childAge, document, today);

function isYoungerThan(age: number, document: DocumentDraft, today: Date): boolean {
  const { idType, idNumber, birthDate } = document;
  const told = /^\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/.exec(idNumber);
  const born = tellsBirth(idType) ? told : /^(\d{4})-(\d{2})-(\d{2})$/.exec(birthDate);
  if (born === null) return false;
  const [, year, month, day] = born.map(Number) as [number, number, number, number];
  return new Date(year + age, month - 1, day) > today;
}
