import { useTranslation } from 'react-i18next';
import { useTown } from './use-town.ts';

/** What a new password has to be, as this city's rules have it. */
export function usePasswordHint(): string {
  const { t } = useTranslation();
  const rules = useTown().data?.signIn;
  if (rules === undefined) return t('staff.passwordHint');
  const { passwordCharacters: characters, passwordKinds: kinds } = rules;
  return `${t('staff.passwordRule', { characters, kinds })}${t('staff.passwordHint')}`;
}
