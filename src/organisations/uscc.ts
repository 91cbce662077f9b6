/** What a unified social credit code says, once it was found to be right. */
export interface Uscc {
  /** As it is kept: upper case, without spaces. */
  code: string;
  /** Who registered the body. */
  department:
    | 'establishment'
    | 'civil_affairs'
    | 'trade_union'
    | 'market'
    | 'agriculture'
    | 'other';
  /** What civil affairs registered it as; null where another department did. */
  civilAffairsClass: 'association' | 'service_institution' | 'foundation' | 'other' | null;
  /** The division of the office that registered it, 6 digits. It may have been renamed since. */
  division: string;
  /** The 9 characters by which the body was known before 2015. */
  organisationCode: string;
  /** Whether those fit GB 11714. Codes that do not are in use, so this is a warning and no refusal. */
  organisationCodeFits: boolean;
}

export type UsccReading = { uscc: Uscc } | { wrong: 'format' | 'department' | 'check' };

/** GB 32100-2015: digits and letters without I, O, S, V and Z. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** Each is three times the one before, modulo 31. */
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const form = /^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/;

const departments: Readonly<Record<string, Uscc['department']>> = {
  ...{ '1': 'establishment', '5': 'civil_affairs', '8': 'trade_union', '9': 'market' },
  ...{ N: 'agriculture', Y: 'other' },
};
/** 社会团体, 民办非企业单位（社会服务机构）, 基金会, 其他. */
const civilAffairsClasses: Readonly<Record<string, NonNullable<Uscc['civilAffairsClass']>>> = {
  ...{ '1': 'association', '2': 'service_institution', '3': 'foundation', '9': 'other' },
};

/**
 * Reads a unified social credit code (GB 32100-2015), with spaces and lower case as people type them; full-width
 * characters are wrong. The division need not be of today: codes outlive reforms.
 */
export function readUscc(typed: string): UsccReading {
  const code = typed.replace(/[ -]/g, '').toUpperCase();
  if (!form.test(code)) return { wrong: 'format' };
  const department = departments[code[0]!];
  if (!department) return { wrong: 'department' };
  if (checkCharacter(code) !== code[17]) return { wrong: 'check' };
  const isOfCivilAffairs = department === 'civil_affairs';
  const organisationCode = code.slice(8, 17);
  return {
    uscc: {
      ...{ code, department, organisationCode },
      // Committees of residents and villages are seen with 4 and 5 there, which the standard does not list.
      civilAffairsClass: isOfCivilAffairs ? (civilAffairsClasses[code[1]!] ?? 'other') : null,
      division: code.slice(2, 8),
      organisationCodeFits: organisationCheck(organisationCode) === organisationCode[8],
    },
  };
}

function checkCharacter(code: string): string {
  const sum = weights.reduce((total, weight, n) => total + weight * alphabet.indexOf(code[n]!), 0);
  return alphabet[(31 - (sum % 31)) % 31]!;
}

const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11714: the ninth character by the first eight, letters from A = 10. */
function organisationCheck(code: string): string {
  const sum = organisationWeights.reduce(
    (total, weight, n) => total + weight * Number.parseInt(code[n]!, 36),
    0,
  );
  const check = 11 - (sum % 11);
  return check === 11 ? '0' : check === 10 ? 'X' : String(check);
}
