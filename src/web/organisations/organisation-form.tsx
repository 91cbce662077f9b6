import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { SaveButtons } from '../shared/save-buttons.tsx';
import { useErrorInSight } from '../shared/use-error-in-sight.ts';
import { type Organisation, organisationKinds, organisationTypes } from './contract.ts';

export type OrganisationDraft = Record<
  'kind' | 'type' | 'name' | 'creditCode' | 'leaderPhone',
  string
>;

export const noOrganisation: OrganisationDraft = {
  ...{ kind: '', type: '', name: '', creditCode: '', leaderPhone: '' },
};

/** A body that a desk writes down: what goes beside the fields, and where it is sent, is the caller's. */
export function OrganisationForm({
  before,
  isNew,
  identifies,
  above,
  send,
  onDone,
  onClose,
}: {
  before: OrganisationDraft;
  isNew: boolean;
  /** Whether code and leader may be given. */
  identifies: boolean;
  above?: (errorAt: (field: string) => string | null) => ReactNode;
  send: (body: object) => Promise<Organisation>;
  onDone: (organisation: Organisation) => void;
  onClose?: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(before);
  const save = useMutation({
    mutationFn: () => send(bodyOf(draft, { isNew, identifies })),
    onSuccess: async (organisation) => {
      await client.invalidateQueries({ queryKey: ['organisation', organisation.id] });
      await client.invalidateQueries({ queryKey: ['organisations'] });
      onDone(organisation);
    },
  });
  useErrorInSight(save.error);
  const errorAt = (field: string): string | null =>
    save.error instanceof Refusal ? save.error.at(`/${field}`) : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const change = (part: Partial<OrganisationDraft>): void =>
    setDraft((now) => ({ ...now, ...part }));
  const fields = { draft, change, errorAt, isNew };
  return (
    <form className="card form" onSubmit={submit} data-testid="organisation-form">
      {above?.(errorAt)}
      <Naming {...fields} />
      {identifies && <Identity {...fields} />}
      <FailureNotice failure={save.error} />
      <SaveButtons
        words={t('organisations.enter.save')}
        busy={save.isPending}
        onClose={onClose}
        testId="save-organisation"
      />
    </form>
  );
}

interface FieldsOf {
  draft: OrganisationDraft;
  change: (part: Partial<OrganisationDraft>) => void;
  errorAt: (field: string) => string | null;
  isNew: boolean;
}

/** What kind of body it is, and how it is called. */
function Naming({ draft, change, errorAt, isNew }: FieldsOf): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {isNew && (
        <Choice
          label={t('organisations.field.kind')}
          hint={t('organisations.enter.kindHint')}
          value={draft.kind}
          onChoose={(kind) => change({ kind, creditCode: '' })}
          options={organisationKinds
            .filter((kind) => kind !== 'filed')
            .map((code) => ({ code, name: t(`organisations.kind.${code}`) }))}
          ask={t('registration.choose')}
          error={errorAt('kind')}
          testId="organisation-kind"
        />
      )}
      <LineField
        label={t('organisations.field.name')}
        error={errorAt('name')}
        required
        minLength={2}
        maxLength={60}
        value={draft.name}
        onChange={(name) => change({ name })}
        testId="organisation-name"
      />
      <Choice
        label={t('organisations.field.type')}
        value={draft.type}
        onChoose={(type) => change({ type })}
        options={organisationTypes.map((code) => ({
          code,
          name: t(`organisations.type.${code}`),
        }))}
        ask={t('registration.choose')}
        error={errorAt('type')}
        testId="organisation-type"
      />
    </>
  );
}

/** What tells who it is: its code and its leader. A team inside a unit has no code. */
function Identity({ draft, change, errorAt, isNew }: FieldsOf): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {draft.kind !== 'unit_team' && (
        <LineField
          label={t('organisations.field.creditCode')}
          hint={t('organisations.enter.creditCodeHint')}
          error={errorAt('creditCode')}
          required={isNew && draft.kind === 'registered'}
          maxLength={40}
          value={draft.creditCode}
          onChange={(creditCode) => change({ creditCode: creditCode.toUpperCase() })}
          testId="organisation-code"
        />
      )}
      <LineField
        label={t('organisations.field.leaderPhone')}
        hint={t(`organisations.enter.${isNew ? 'leaderHint' : 'newLeaderHint'}`)}
        error={errorAt('leaderPhone')}
        required={isNew}
        type="tel"
        maxLength={20}
        value={draft.leaderPhone}
        onChange={(leaderPhone) => change({ leaderPhone })}
        testId="organisation-leader"
      />
    </>
  );
}

function bodyOf(
  { kind, type, name, creditCode, leaderPhone }: OrganisationDraft,
  { isNew, identifies }: { isNew: boolean; identifies: boolean },
) {
  const code = creditCode.trim();
  const phone = leaderPhone.trim();
  return {
    ...{ type, name: name.trim() },
    ...(isNew ? { kind } : {}),
    ...(identifies && code !== '' ? { creditCode: code } : {}),
    ...(identifies && phone !== '' ? { leaderPhone: phone } : {}),
  };
}
