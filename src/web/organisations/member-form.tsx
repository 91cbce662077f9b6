import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';
import { Tick } from '../shared/tick.tsx';
import type { Member, Organisation } from './contract.ts';

const nobody = { name: '', phone: '', isStaff: false };
type Person = typeof nobody;

/** One more in the roster; whether somebody is full-time staff matters to hubs only. */
export function MemberForm({
  organisationId,
  hub,
  onDone,
}: {
  organisationId: string;
  hub: Organisation['hub'];
  onDone: () => Promise<void>;
}): ReactNode {
  const { t } = useTranslation();
  const [person, setPerson] = useState(nobody);
  const add = useMutation({
    mutationFn: () =>
      ask<Member>('POST', `/v1/organisations/${organisationId}/members`, { body: bodyOf(person) }),
    onSuccess: async () => {
      setPerson(nobody);
      await onDone();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form className="card form" onSubmit={submit}>
      <h2>{t('organisations.members.add')}</h2>
      <PersonFields
        person={person}
        isHub={hub !== null}
        onChange={(part) => setPerson((before) => ({ ...before, ...part }))}
        errorAt={(field) => (add.error instanceof Refusal ? add.error.at(`/${field}`) : null)}
      />
      <FailureNotice failure={add.error} />
      {add.isSuccess && (
        <Notice
          tone="done"
          title={t('organisations.members.added', { name: add.data.name })}
          testId="member-added"
        />
      )}
      <button
        type="submit"
        className="button button-main"
        disabled={add.isPending}
        data-testid="add-member"
      >
        {add.isPending ? t('shared.sending') : t('organisations.members.add')}
      </button>
    </form>
  );
}

const bodyOf = ({ name, phone, isStaff }: Person) => ({
  name: name.trim(),
  ...(phone.trim() === '' ? {} : { phone: phone.trim() }),
  ...(isStaff ? { post: 'social_worker' } : {}),
});

function PersonFields({
  person: { name, phone, isStaff },
  isHub,
  onChange,
  errorAt,
}: {
  person: Person;
  isHub: boolean;
  onChange: (part: Partial<Person>) => void;
  errorAt: (field: string) => string | null;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <LineField
        label={t('organisations.form.name')}
        error={errorAt('name')}
        required
        minLength={2}
        maxLength={60}
        value={name}
        onChange={(text) => onChange({ name: text })}
        testId="member-name"
      />
      <LineField
        label={t('organisations.form.phone')}
        hint={t('organisations.members.phoneHint')}
        error={errorAt('phone')}
        maxLength={20}
        inputMode="numeric"
        value={phone}
        onChange={(text) => onChange({ phone: text })}
        testId="member-phone"
      />
      {isHub && (
        <Tick
          words={t('organisations.members.post.social_worker')}
          ticked={isStaff}
          onTick={(ticked) => onChange({ isStaff: ticked })}
          testId="member-staff"
        />
      )}
    </>
  );
}
