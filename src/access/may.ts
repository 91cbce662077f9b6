import { noteRole } from '../audit/index.ts';
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

/** Those of somebody's roles that an action is for. */
function rolesFor({ roles, book }: Actor, { to, ofCity }: Rule): HeldRole[] {
  if (typeof to === 'string') return [];
  const wide = ({ scope }: HeldRole) => !ofCity || scope === String(book);
  return roles.filter((held) => to[held.role] !== undefined && wide(held));
}

/** By which of their roles somebody may do what `to` is about to a thing. */
function heldFor(
  to: Permission,
  actor: Actor,
  thing: Thing,
  roles = actor.roles,
): HeldRole | undefined {
  return roles.find((held) => {
    const condition = to[held.role];
    return condition !== undefined && fits[condition](held, actor, thing);
  });
}

/** As the log names it: what somebody is for oneself is said by the role alone. */
export const named = ({ role, scope }: HeldRole, { personId }: Actor) => ({
  ...{ role, scope: scope === personId ? null : scope },
});

/** By which of their roles somebody acts on a thing, for the log. */
function noteHeld(to: Rule['to'], actor: Actor | null, thing: Thing): void {
  const held = typeof to === 'object' && actor ? heldFor(to, actor, thing) : undefined;
  if (held && actor) noteRole(named(held, actor));
}

/** Who may do an action to something at all: the route lets them in, the thing decides. */
export function mayAsk(actor: Actor | null, action: Action): boolean {
  const rule = ruleOf(action);
  if (rule.to === 'everyone' || rule.ofPublic) return true;
  if (!actor) return false;
  return rule.to === 'signed_in' || rolesFor(actor, rule).length > 0;
}

/** The role that lets somebody ask for an action, and its scope where no other would do; none where no role is needed. */
export function roleFor(
  actor: Actor,
  action: Action,
): { role: Role; scope: string | null } | undefined {
  const [held, ...others] = rolesFor(actor, ruleOf(action));
  return held && { ...named(held, actor), ...(others.length > 0 && { scope: null }) };
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
  const rule = ruleOf(action);
  const { to } = rule;
  if (to === 'everyone' || (rule.ofPublic && thing.isPublic)) return true;
  if (!actor) return false;
  return to === 'signed_in' || heldFor(to, actor, thing, rolesFor(actor, rule)) !== undefined;
}

/**
 * The one place where a thing is refused. Refuses: `unseen` (404) to whom it does not exist, not_allowed (403) to
 * those who see it, self_review (403) to whom it is about. The role that let them is what the log names.
 */
export function requireMay(
  actor: Actor | null,
  action: Action,
  thing: Thing,
  unseen: Refusal,
): void {
  const { to, seenBy, apart } = ruleOf(action);
  if (!allows(actor, action, thing)) {
    const seen = seenBy !== undefined && may(actor, seenBy as Action, thing);
    throw seen ? refuseAny('not_allowed') : unseen;
  }
  if (apart && actor && isParty(actor, thing)) throw refuse('self_review');
  noteHeld(to, actor, thing);
}

/** Whether the actor may give and take back `role` where `thing` is. */
export function mayAppoint(actor: Actor, role: Role, thing: Thing): boolean {
  return heldFor(appointments[role], actor, thing) !== undefined;
}

/** The same before it is done, noted for the log. Refuses: not_allowed. */
export function requireMayAppoint(actor: Actor, role: Role, thing: Thing): void {
  if (!mayAppoint(actor, role, thing)) throw refuseAny('not_allowed');
  noteHeld(appointments[role], actor, thing);
}

/** What the codes of all divisions begin with in which the actor may give the role, for lists. */
export function appointmentAreas(actor: Actor, role: Role): string[] {
  return actor.roles
    .filter((held) => appointments[role][held.role] === 'area')
    .map(({ scope }) => subtreePrefix(scope));
}

/** The bodies in which the actor may give the role, for lists. */
export function appointmentPlaces(actor: Actor, role: Role): string[] {
  return actor.roles
    .filter((held) => appointments[role][held.role] === 'own_place')
    .map(({ scope }) => scope);
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
  return rolesFor(actor, ruleOf(action)).filter(({ role }) => conditions.includes(to[role]!));
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
  asked?: { id: string | undefined; pointer: string },
): string {
  const places = [...new Set(placesOf(actor, action))];
  const [place, ...others] = asked?.id === undefined ? places : [asked.id];
  if (asked?.id !== undefined && !places.includes(asked.id))
    throw refuseAny('not_allowed', { pointer: asked.pointer });
  if (others.length > 0) throw refuse('place_unclear', asked && { pointer: asked.pointer });
  if (place === undefined) throw refuseAny('not_allowed');
  noteHeld(ruleOf(action).to, actor, { place });
  return place;
}
