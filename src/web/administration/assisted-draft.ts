import type { Guardian } from '../registration/contract.ts';
import { type DocumentDraft, documentOf, noDocument } from '../registration/document.ts';
import { guardianSent, nobody } from '../registration/guardian-fields.tsx';
import { timesOf } from '../registration/offer.ts';
import { noOffer, type OfferDraft } from '../registration/offer-fields.tsx';

/** What an officer writes from the paper form. */
export interface AssistedDraft extends DocumentDraft {
  name: string;
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
export const draftFor = (communities: { code: string }[]): AssistedDraft => ({
  ...{ ...noDocument, name: '', phone: '' },
  residenceRegion: communities.length === 1 ? communities[0]!.code : '',
  ...{ address: '', offer: noOffer, isStudent: false, guardian: nobody },
  ...{ location: null, healthAgreed: false, healthLimits: '', ground: '', declared: false },
});

/** What the service is sent; what was left empty is left out. */
export function bodyOf(draft: AssistedDraft) {
  const { name, residenceRegion, isStudent } = draft;
  const phone = draft.phone.trim();
  const address = draft.address.trim();
  const healthLimits = draft.healthAgreed ? draft.healthLimits.trim() : '';
  return {
    ...{ name: name.trim(), ...documentOf(draft), residenceRegion, isStudent, declaration: true },
    ...(phone && { phone }),
    ...(address && { address }),
    ...{ categories: draft.offer.categories, skills: draft.offer.skills },
    availability: timesOf(draft.offer.slots),
    ...guardianSent(draft.guardian),
    ...(healthLimits && { healthLimits }),
    consents: [...(draft.location ? ['location'] : []), ...(healthLimits ? ['health'] : [])],
    ground: draft.ground.trim(),
  };
}
