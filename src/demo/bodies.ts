import { applyForFiling, decideFiling, reviewFiling } from '../filings/index.ts';
import { grantRole } from '../grants/index.ts';
import type { Deps } from '../kit/deps.ts';
import { invariant } from '../kit/invariant.ts';
import { Refusal } from '../kit/refusal.ts';
import { enterOrganisation, joinHub, organisationsWithin } from '../organisations/index.ts';
import { committeeOf, streetOfficeOf, volunteerOf } from './actors.ts';
import type { TownPlan } from './plan.ts';

/**
 * The organisations of the home street, and who works with them: a hub, a service institution, a filed team that the hub
 * looks after, one application on the committee's desk and one on the street's, and the community's liaison officer.
 */
export async function raiseBodies(deps: Deps, plan: TownPlan): Promise<void> {
  const region = plan.stations[0]!.region;
  const community = plan.stations[0]!.name.replace(/(社区)?(居委会|村委会)?学雷锋志愿服务站$/, '');
  const [street, committee] = [streetOfficeOf(plan, region), committeeOf(plan)];
  const { atHub, liaisonOfficer } = plan;

  const hub = await once(() =>
    enterOrganisation(deps, street, {
      ...{ kind: 'registered', type: 'hub', name: `${community}志愿服务联合会`, region },
      ...{ creditCode: '51120101MJ0004561G', leaderPhone: atHub.phone },
    }),
  );
  if (hub)
    await once(() =>
      grantRole(deps, street, { phone: atHub.phone, role: 'hub_manager', scope: hub.id }),
    );
  await once(() =>
    enterOrganisation(deps, street, {
      ...{ kind: 'registered', type: 'elderly_care', name: '颐乐为老服务中心', region },
      ...{ creditCode: '52120101MJ0007893D', leaderPhone: plan.neighbours[1]!.phone },
    }),
  );
  await once(() =>
    grantRole(deps, committee, {
      ...{ phone: liaisonOfficer.phone, role: 'liaison_officer', scope: region },
    }),
  );

  const opinion = '发起人均为本社区居民，情况属实，同意上报。';
  const filed = await apply(deps, plan, `${community}夕阳红互助队`, '邻里互助，陪伴独居老人。');
  if (filed) {
    const read = { decision: 'report' as const, opinion, version: filed.version };
    const { version } = await reviewFiling(deps, committee, filed.id, read);
    const { organisationId } = await decideFiling(deps, street, filed.id, {
      ...{ decision: 'file', version },
    });
    invariant(organisationId, 'what is filed is an organisation');
    if (hub) await joinHub(deps, street, organisationId, hub.id);
  }
  const choir = await apply(deps, plan, `${community}海河合唱团`, '以歌会友，节日慰问演出。');
  if (choir) {
    const read = { decision: 'report' as const, opinion, version: choir.version };
    await reviewFiling(deps, committee, choir.id, read);
  }
  await apply(deps, plan, `${community}巧手编织社`, '教老人编织，义卖所得捐给困难家庭。');
}

export async function hasBodies({ db, book }: Deps): Promise<boolean> {
  const some = await organisationsWithin(db, book, { prefixes: [''], limit: 1 });
  return some.length > 0;
}

/** The first volunteer, with the login of the demonstration, applies for the neighbours. */
function apply(deps: Deps, plan: TownPlan, name: string, purpose: string) {
  const { neighbours, stations } = plan;
  return once(() =>
    applyForFiling(deps, volunteerOf(plan, plan.volunteers[0]!), {
      ...{ name, type: 'mutual_aid', region: stations[0]!.region, purpose },
      ...{ venue: '社区活动室', activityArea: '本社区', fundsYuan: 0 },
      charter: '自愿参加，不收费用；每月活动一次，负责人由成员推选。',
      ...{ leader: neighbours[0]!, initiators: neighbours.slice(0, 3), members: neighbours },
    }),
  );
}

const standing = new Set([
  ...['organisation_name_taken', 'credit_code_taken', 'hub_exists'],
  ...['filing_name_taken', 'role_granted_already'],
]);

/** Nothing where it was done already: a raising that was broken off may be repeated. */
async function once<Done>(step: () => Promise<Done>): Promise<Done | undefined> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Refusal && standing.has(error.code)) return;
    throw error;
  }
}
