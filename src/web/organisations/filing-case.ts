import type { Filing, FilingSummary, People } from './contract.ts';

/** What the service answers: nobody is named any more where the people were removed after their time. */
export type Answered = Omit<FilingCase, 'people' | 'peopleRemoved'> & { people: People | null };

/** An application with whom it names. */
export interface FilingCase extends Filing {
  /** Counts what was handed in; sent back with a decision. */
  version: number;
  /** A change that leaves the roster alone: `people.members` are those who stand there now. */
  rosterKept: boolean;
  peopleRemoved: boolean;
  /** Of the hub of the street. */
  advice: string | null;
}

/** What is filed of a body, and the change that is under way. */
export interface Standing {
  filed: Answered;
  change: FilingSummary | null;
}

const nobody: People = {
  ...{ leader: { name: '', phone: null }, partyContact: null, initiators: [], members: [] },
};

export const caseOf = ({ people, ...rest }: Answered): FilingCase => ({
  ...rest,
  people: people ?? nobody,
  peopleRemoved: people === null,
});
