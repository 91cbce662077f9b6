import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../shared/contract.ts';
import { ExportButton } from '../shared/export-button.tsx';
import { Field } from '../shared/field.tsx';
import { Page } from '../shared/page.tsx';
import { registersAtDesk } from './registering.ts';
import { VolunteerList } from './volunteer-list.tsx';
import { type Shown, VolunteerSearch } from './volunteer-search.tsx';

const states = ['submitted', 'guardian_pending', 'active', 'suspended', 'rejected'] as const;
const ended = ['cancelled', 'revoked'] as const;

/** Volunteers of the area: found by what somebody says, or listed by state; first those who wait for this desk. */
export function Volunteers({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const reviews = person.may.some((action) => action.startsWith('volunteer.review_'));
  const [shown, setShown] = useState<Shown>({ filter: reviews ? 'waiting' : 'all', text: '' });
  return (
    <Page title={t('administration.volunteers.title')} back="#/administration" wide>
      {registersAtDesk(person) && (
        <a
          className="button desk-start"
          href="#/administration/registrations"
          data-testid="register-for"
        >
          {t('desk.assisted.title')}
        </a>
      )}
      <VolunteerSearch
        onSearch={(text) => setShown({ filter: 'all', text })}
        onClear={() => setShown({ filter: 'all', text: '' })}
        searching={shown.text !== ''}
      />
      <Field label={t('desk.search.state')}>
        {(describing) => (
          <select
            {...describing}
            value={shown.filter}
            data-testid="state-filter"
            onChange={(event) =>
              setShown({ ...shown, filter: event.target.value as Shown['filter'] })
            }
          >
            {reviews && shown.text === '' && (
              <option value="waiting">{t('desk.search.waiting')}</option>
            )}
            <option value="all">{t('desk.search.allStates')}</option>
            {[...states, ...ended].map((state) => (
              <option key={state} value={state}>
                {t(`desk.states.${state}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <ExportButton
        {...exportOf(shown)}
        key={`${shown.filter} ${shown.text} file`}
        name={t('administration.volunteers.title')}
      />
      <VolunteerList key={`${shown.filter} ${shown.text}`} shown={shown} />
    </Page>
  );
}

/** The file of exactly those who are listed. What was typed goes in the body, as for the list. */
function exportOf({ filter, text }: Shown): { path: string; body?: object } {
  const state = filter === 'all' || filter === 'waiting' ? {} : { state: filter };
  const format = 'xlsx';
  if (text !== '')
    return { path: '/v1/volunteer-search-exports', body: { text, ...state, format } };
  const view = filter === 'waiting' ? 'review' : 'area';
  return { path: `/v1/volunteers/export?${new URLSearchParams({ view, ...state, format })}` };
}
