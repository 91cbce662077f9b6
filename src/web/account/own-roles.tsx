import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoleGrant } from '../grants/contract.ts';
import { StateTag, useTerm } from '../grants/grant-terms.tsx';
import { currentLanguage } from '../i18n/language.ts';
import { LoadMore } from '../shared/load-more.tsx';
import { usePages } from '../shared/query.ts';

/** As what somebody acts for the town or a shop, and until when; what all are for themselves is not worth a line. */
export function OwnRoles(): ReactNode {
  const { t } = useTranslation();
  const term = useTerm();
  const list = usePages<RoleGrant>(['own-roles'], '/v1/role-grants?view=mine');
  const grants = list.data?.pages.flatMap((page) => page.items) ?? [];
  const given = grants.filter(({ scopeName }) => scopeName !== '');
  if (given.length === 0) return null;
  return (
    <section className="card">
      <h2>{t('grants.own')}</h2>
      <ul className="rows" data-testid="own-roles">
        {given.map((grant) => (
          <li key={grant.id} className="row">
            <span className="row-name">
              {grant.name[currentLanguage()]} · {grant.scopeName}
            </span>
            <span className="row-state">
              {term(grant)} <StateTag state={grant.state} />
            </span>
          </li>
        ))}
      </ul>
      <LoadMore list={list} />
    </section>
  );
}
