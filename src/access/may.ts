import { invariant } from '../kit/invariant.ts';
import { refuse as refuseAny } from '../kit/kit-refusals.ts';
import type { Refusal } from '../kit/refusal.ts';
import { isWithin, streetOf, subtreePrefix } from '../kit/region-code.ts';
import { appointments } from './appointments.ts';
import { type Action, policy } from './policy.ts';
import { refuse } from './refusals.ts';
import { type Role, roleNames } from './roles.ts';
import type { Condition, Permission, Rule } from './rule.ts';

/** Whoever sent the request, as the signed token says. */
export interface Actor {
  readonly book: number;
  readonly personId: string;
  readonly sessionId: string;
  readonly roles: readonly HeldRole[];
}

export interface HeldRole {
  /** The id of the grant. */
  readonly grant: string;
  readonly role: Role;
  /** A division code, the id of a body, or of the person. */
  readonly scope: string;
}

/** What access to a thing depends on. What a thing does not say, fits no condition. */
export interface Thing {
  /** The division that it lies in. */
  readonly region?: string;
  /** The organisation, station or merchant that it belongs to. */
  readonly place?: string;
  /** The person that it belongs to. */
  readonly owner?: string;
  readonly isPublic?: boolean;
  /** Whom it is about: who asked for it, and whom it benefits. */
  readonly parties?: readonly string[];
}

const fits: Readonly<Record<Condition, (held: HeldRole, actor: Actor, thing: Thing) => boolean>> = {
  own: (_held, { personId }, { owner }) => owner === personId,
  own_place: ({ scope }, _actor, { place }) => place === scope,
  area: ({ scope }, _actor, { region }) => region !== undefined && isWithin(region, scope),
  same_street: ({ scope }, _actor, { region }) =>
    region !== undefined && isWithin(region, streetOf(scope)),
};

const ruleOf = (action: Action): Rule => policy[action];

function permits(to: Permission, actor: Actor, thing: Thing): boolean {
  return actor.roles.some((held) => {
    const condition = to[held.role];
    return condition !== undefined && fits[condition](held, actor, thing);
  });
}

/** Who may do an action to something at all: the route lets them in, the thing decides. */
export function mayAsk(actor: Actor | null, action: Action): boolean {
  const { to, ofPublic } = ruleOf(action);
  if (to === 'everyone' || ofPublic) return true;
  if (!actor) return false;
  return to === 'signed_in' || actor.roles.some(({ role }) => to[role] !== undefined);
}

/** The role that lets somebody ask for an action; none where no role is needed. */
export function roleFor(actor: Actor, action: Action): Role | undefined {
  const { to } = ruleOf(action);
  if (typeof to === 'string') return undefined;
  return actor.roles.find(({ role }) => to[role] !== undefined)?.role;
}

/** All that the person may do to something; what everybody may is not worth a word. */
export function actionsOf(actor: Actor): Action[] {
  const all = Object.keys(policy) as Action[];
  return all.filter((action) => ruleOf(action).to !== 'everyone' && mayAsk(actor, action));
}

/** Whether the policy lets the actor do this to this. */
export function may(actor: Actor | null, action: Action, thing: Thing): boolean {
  const { apart } = ruleOf(action);
  return allows(actor, action, thing) && !(apart && actor && isParty(actor, thing));
}

const isParty = ({ personId }: Actor, { parties = [] }: Thing) => parties.includes(personId);

function allows(actor: Actor | null, action: Action, thing: Thing): boolean {
  const { to, ofPublic } = ruleOf(action);
  if (to === 'everyone' || (ofPublic && thing.isPublic)) return true;
  if (!actor) return false;
  return to === 'signed_in' || permits(to, actor, thing);
}

/**
 * The one place where a thing is refused. Refuses: `unseen` (404) to whom it does not exist, not_allowed (403) to
 * those who see it, self_review (403) to whom it is about.
 */
export function requireMay(
  actor: Actor | null,
  action: Action,
  thing: Thing,
  unseen: Refusal,
): void {
  const { seenBy, apart } = ruleOf(action);
  if (!allows(actor, action, thing)) {
    const seen = seenBy !== undefined && may(actor, seenBy as Action, thing);
    throw seen ? refuseAny('not_allowed') : unseen;
  }
  if (apart && actor && isParty(actor, thing)) throw refuse('self_review');
}

/** Whether the actor may give and take back `role` where `thing` is. */
export function mayAppoint(actor: Actor, role: Role, thing: Thing): boolean {
  return permits(appointments[role], actor, thing);
}

/** What the codes of all divisions begin with in which the actor may give the role, for lists. */
export function appointmentAreas(actor: Actor, role: Role): string[] {
  return actor.roles
    .filter((held) => appointments[role][held.role] === 'area')
    .map(({ scope }) => subtreePrefix(scope));
}

/** The roles that the actor may give somewhere. */
export function appointableBy(actor: Actor): Role[] {
  return roleNames.filter((role) =>
    actor.roles.some((held) => appointments[role][held.role] !== undefined),
  );
}

function scopesBy(actor: Actor, action: Action, conditions: Condition[]): HeldRole[] {
  const { to } = ruleOf(action);
  invariant(typeof to === 'object', `${action} is for certain roles`);
  return actor.roles.filter(({ role }) => conditions.includes(to[role]!));
}

/** What the codes of all divisions begin with in which the actor may do the action, for lists. */
export function areasOf(actor: Actor, action: Action): string[] {
  const held = scopesBy(actor, action, ['area']).map(({ scope }) => subtreePrefix(scope));
  const streets = scopesBy(actor, action, ['same_street']);
  return [...held, ...streets.map(({ scope }) => streetOf(scope))];
}

/** The bodies for which the actor may do the action, for lists. */
export function placesOf(actor: Actor, action: Action): string[] {
  return scopesBy(actor, action, ['own_place']).map(({ scope }) => scope);
}

/**
 * The body for which the actor does something now: the one named, or the only one.
 * Refuses: not_allowed (not theirs), place_unclear (they act for several and named none).
 */
export function placeOf(
  actor: Actor,
  action: Action,
  named?: { id: string | undefined; pointer: string },
): string {
  const places = [...new Set(placesOf(actor, action))];
  if (named?.id !== undefined) {
    if (!places.includes(named.id)) throw refuseAny('not_allowed', { pointer: named.pointer });
    return named.id;
  }
  if (places.length > 1) throw refuse('place_unclear', named && { pointer: named.pointer });
  if (places.length === 0) throw refuseAny('not_allowed');
  return places[0]!;
}
