import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/language.ts';
import { Choice } from '../shared/field.tsx';
import { LineField } from '../shared/line-field.tsx';
import { Tick } from '../shared/tick.tsx';
import { useRoles } from './use-roles.ts';

export interface Filter {
  role: string;
  inForce: boolean;
  /** In the place of the others: what this person was given. */
  phone: string;
}

export const noFilter: Filter = { role: '', inForce: false, phone: '' };

/** Narrows the list by role and term, or finds one person by the phone. */
export function GrantFilter({
  filter,
  onApply,
}: {
  filter: Filter;
  onApply: (filter: Filter) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [phone, setPhone] = useState(filter.phone);
  const roles = useRoles();
  const search = (event: FormEvent): void => {
    event.preventDefault();
    onApply({ ...noFilter, phone: phone.trim() });
  };
  const narrow = (part: Partial<Filter>): void => {
    setPhone('');
    onApply({ ...filter, ...part, phone: '' });
  };
  return (
    <form className="form form-wide card" onSubmit={search}>
      <Choice
        label={t('grants.role')}
        value={filter.role}
        onChoose={(role) => narrow({ role })}
        options={(roles.data ?? []).map(({ role, name }) => ({
          ...{ code: role, name: name[currentLanguage()] },
        }))}
        ask={t('grants.everyRole')}
        optional
        testId="filter-role"
      />
      <LineField
        label={t('grants.phone')}
        type="tel"
        value={phone}
        onChange={setPhone}
        maxLength={20}
        testId="filter-phone"
      />
      <Tick
        words={t('grants.inForce')}
        ticked={filter.inForce}
        onTick={(inForce) => narrow({ inForce })}
        testId="filter-in-force"
      />
      <div className="buttons full">
        <button type="submit" className="button button-main" data-testid="filter-search">
          {t('grants.search')}
        </button>
      </div>
    </form>
  );
}
