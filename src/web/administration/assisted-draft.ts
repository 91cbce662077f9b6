import type { Guardian, Sex } from '../registration/contract.ts';
import { nobody } from '../registration/guardian-fields.tsx';
import { timesOf } from '../registration/offer.ts';
import { noOffer, type OfferDraft } from '../registration/offer-fields.tsx';

export const idTypes = ['resident_id', 'residence_permit', 'travel_permit', 'passport'] as const;
export type IdType = (typeof idTypes)[number];

/** What an officer writes from the paper form. */
export interface AssistedDraft {
  name: string;
  idType: IdType;
  idNumber: string;
  sex: Sex | '';
  birthDate: string;
  phone: string;
  residenceRegion: string;
  address: string;
  offer: OfferDraft;
  isStudent: boolean;
  guardian: Guardian;
  location: boolean | null;
  healthAgreed: boolean;
  healthLimits: string;
  ground: string;
  declared: boolean;
}

/** An empty form, in the desk's community where it has only one. */
export const draftFor = (communities: { scope: string }[]): AssistedDraft => ({
  ...{ name: '', idType: 'resident_id', idNumber: '', sex: '', birthDate: '', phone: '' },
  residenceRegion: communities.length === 1 ? communities[0]!.scope : '',
  ...{ address: '', offer: noOffer, isStudent: false, guardian: nobody },
  ...{ location: null, healthAgreed: false, healthLimits: '', ground: '', declared: false },
});

/** Numbers of these documents tell sex and birthday themselves. */
export const tellsBirth = (idType: IdType): boolean =>
  idType === 'resident_id' || idType === 'residence_permit';

/** What the service is sent; what was left empty is left out. */
export function bodyOf(draft: AssistedDraft) {
  const { name, idType, idNumber, sex, birthDate, residenceRegion, isStudent, guardian } = draft;
  const phone = draft.phone.trim();
  const address = draft.address.trim();
  const healthLimits = draft.healthAgreed ? draft.healthLimits.trim() : '';
  return {
    ...{ name: name.trim(), idType, idNumber, residenceRegion, isStudent, declaration: true },
    ...(tellsBirth(idType) ? {} : { sex, birthDate }),
    ...(phone && { phone }),
    ...(address && { address }),
    ...{ categories: draft.offer.categories, skills: draft.offer.skills },
    availability: timesOf(draft.offer.slots),
    ...(guardian.name === '' ? {} : { guardian }),
    ...(healthLimits && { healthLimits }),
    consents: [...(draft.location ? ['location'] : []), ...(healthLimits ? ['health'] : [])],
    ground: draft.ground.trim(),
  };
}
