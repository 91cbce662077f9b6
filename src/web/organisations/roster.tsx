import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../shared/confirm-dialog.tsx';
import { Loading } from '../shared/loading.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { saveFile } from '../shared/save-file.ts';
import { ask, askFile } from '../shared/session.ts';
import type { Member, Organisation } from './contract.ts';
import { MemberForm } from './member-form.tsx';
import { MemberPhone } from './member-phone.tsx';

const membersKey = (organisationId: string) => ['organisation', organisationId, 'members'];

/** Who is in the group, for whoever leads it: one more, one less, many from a file, all as a file. */
export function Roster({ organisationId }: { organisationId: string }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const body = useQuery({
    queryKey: ['organisation', organisationId],
    queryFn: () => ask<Organisation>('GET', `/v1/organisations/${organisationId}`),
  });
  const list = useQuery({
    queryKey: membersKey(organisationId),
    queryFn: () => ask<{ items: Member[] }>('GET', `/v1/organisations/${organisationId}/members`),
  });
  const renew = () => client.invalidateQueries({ queryKey: ['organisation', organisationId] });
  const mayChange = body.data?.may.includes('member.add') ?? false;
  const mayDisclose = body.data?.may.includes('member.disclose') ?? false;
  const { roster } = body.data ?? {};
  return (
    <Page title={t('organisations.members.title')} back="#/groups">
      {body.data !== undefined && <p>{body.data.name}</p>}
      {roster?.short && (
        <Notice
          tone="warning"
          title={t('organisations.roster.short', { ...roster, least: roster.least ?? 0 })}
          testId="roster-short"
        />
      )}
      {mayChange && (
        <MemberForm organisationId={organisationId} hub={body.data?.hub ?? null} onDone={renew} />
      )}
      {list.isPending && <Loading />}
      <FailureNotice failure={list.error} retry={() => void list.refetch()} />
      {list.isSuccess && (
        <section className="card">
          <h2>{t('organisations.members.count', { count: list.data.items.length })}</h2>
          <ol className="rows" data-testid="members">
            {list.data.items.map((member) => (
              <MemberLine key={member.id} {...{ member, mayChange, mayDisclose }} onDone={renew} />
            ))}
          </ol>
        </section>
      )}
      <Files organisationId={organisationId} mayImport={mayChange} />
    </Page>
  );
}

function MemberLine({
  member: { id, name, phone, post },
  mayChange,
  mayDisclose,
  onDone,
}: {
  member: Member;
  mayChange: boolean;
  mayDisclose: boolean;
  onDone: () => Promise<void>;
}): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => ask<void>('DELETE', `/v1/members/${id}`),
    onSuccess: onDone,
  });
  const words = t('organisations.members.remove');
  return (
    <li className="row">
      <span className="row-name">
        {name} {phone ?? ''}
      </span>
      {post !== null && <span className="tag">{t(`organisations.members.post.${post}`)}</span>}
      {mayDisclose && phone !== null && <MemberPhone id={id} name={name} />}
      {mayChange && (
        <button
          type="button"
          className="button row-state"
          onClick={() => setAsking(true)}
          aria-label={`${words} ${name}`}
          data-testid="remove-member"
        >
          {words}
        </button>
      )}
      {asking && (
        <ConfirmDialog
          title={t('organisations.members.removeWhom', { name })}
          confirm={words}
          busy={remove.isPending}
          danger
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('organisations.members.removeMeaning')}</p>
          <FailureNotice failure={remove.error} />
        </ConfirmDialog>
      )}
    </li>
  );
}

function Files({
  organisationId,
  mayImport,
}: {
  organisationId: string;
  mayImport: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const download = useMutation({
    mutationFn: async () =>
      saveFile(
        await askFile(`/v1/organisations/${organisationId}/members/export?format=xlsx`),
        `${t('organisations.members.title')}.xlsx`,
      ),
  });
  return (
    <>
      <div className="buttons">
        {mayImport && (
          <a
            className="button"
            href={`#/groups/imports/${organisationId}`}
            data-testid="import-members"
          >
            {t('imports.title')}
          </a>
        )}
        <button
          type="button"
          className="button"
          disabled={download.isPending}
          onClick={() => download.mutate()}
          data-testid="export-members"
        >
          {t('organisations.members.export')}
        </button>
      </div>
      <FailureNotice failure={download.error} />
    </>
  );
}
