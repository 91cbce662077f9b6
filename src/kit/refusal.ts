/** The languages people read; zh-CN is the first. */
export type Language = 'zh-CN' | 'en';
export type Text = Readonly<Record<Language, string>>;

/** One way to say no: HTTP status and the sentence people read. `{name}` in a sentence is filled from `values`. */
export interface RefusalKind {
  readonly status: number;
  readonly text: Text;
}

export interface RefusalDetail {
  /** JSON pointer of the offending field, e.g. `/idNumber`. */
  pointer?: string;
  /** A text is said in the language of the sentence. */
  values?: Record<string, string | number | Text>;
  retryAfterSeconds?: number;
}

/**
 * A "no" by name. Thrown by operations, turned into an RFC 9457 problem by the API, and never logged as
 * a fault: a refusal is an answer.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly text: Text;
  readonly detail: RefusalDetail;

  constructor(code: string, kind: RefusalKind, detail: RefusalDetail = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.status = kind.status;
    const say = (language: Language) => fill(kind.text[language], language, detail);
    this.text = { 'zh-CN': say('zh-CN'), en: say('en') };
    this.detail = detail;
  }
}

function fill(sentence: string, language: Language, { values = {} }: RefusalDetail): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole;
    return typeof value === 'object' ? value[language] : String(value);
  });
}

export type RefusalTable = Readonly<Record<string, RefusalKind>>;

/** The refusals of one slice. A code that is not in the table does not compile. */
export function defineRefusals<T extends RefusalTable>(table: T) {
  return {
    table: table as RefusalTable,
    refuse(code: keyof T & string, detail?: RefusalDetail): Refusal {
      return new Refusal(code, table[code]!, detail);
    },
  };
}

/** Short form for the tables: `no(409, '…', '…')`. */
export function no(status: number, zh: string, en: string): RefusalKind {
  return { status, text: { 'zh-CN': zh, en } };
}

/** What the work comes to, or why not: for lists of which each item is refused by itself. */
export function orRefusal<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
