import { useTranslation } from 'react-i18next';
import { useRoles } from '../grants/use-roles.ts';
import { currentLanguage } from '../i18n/language.ts';
import { exactMoment } from '../shared/format.ts';

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
type Words = Record<string, string>;

/** The words for a value in the log: those of the pages where people meet it, as far as there are any. */
export function useValueWords(objectKind: string): (field: string, value: unknown) => string {
  const { t } = useTranslation();
  const roles = useRoleNames();
  const values: Record<string, Words> = t('desk.audit.values', { returnObjects: true });
  const states: Record<string, Words> = {
    person: t('registration.state', { returnObjects: true }),
    organisation: t('organisations.state', { returnObjects: true }),
    filing: t('organisations.filing.state', { returnObjects: true }),
    station: t('organisations.stations.state', { returnObjects: true }),
    activity: t('activity.state', { returnObjects: true }),
    sign_up: values.signUp!,
  };
  const ofField: Record<string, Words> = {
    ...{ ...values, state: states[objectKind] ?? {}, field: values.fields! },
    kind: { ...values.kind, ...t('organisations.kind', { returnObjects: true }) },
    type: t('organisations.type', { returnObjects: true }),
    candidateReasons: t('organisations.candidateReason', { returnObjects: true }),
    met: t('organisations.stations.item', { returnObjects: true }),
    post: t('organisations.members.post', { returnObjects: true }),
    role: Object.fromEntries(roles.data ?? []),
  };
  return (field, value) => {
    if (typeof value === 'boolean') return t(value ? 'desk.audit.yes' : 'desk.audit.no');
    if (typeof value === 'string' && instant.test(value)) return exactMoment(value);
    return ofField[field]?.[String(value)] ?? String(value);
  };
}

/** What roles are called, by their codes. */
export function useRoleNames(): { data: Map<string, string> | undefined } {
  const roles = useRoles();
  const pairs = roles.data?.map(({ role, name }) => [role, name[currentLanguage()]] as const);
  return { data: pairs && new Map(pairs) };
}
