import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity, StationSignUp } from '../shared/contract.ts';
import { moment } from '../shared/format.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { ask } from '../shared/session.ts';

const admissionMax = 500;

export function SignUps({
  activity,
  signUps,
}: {
  activity: Activity;
  signUps: StationSignUp[];
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const admissible = admissibleOf(activity, signUps);
  const selected = admissible.filter((id) => chosen.has(id));

  const admit = useMutation({
    mutationFn: (signUpIds: string[]) =>
      ask<{ admitted: number }>('POST', `/v1/activities/${activity.id}/admissions`, {
        body: { signUpIds: signUpIds.slice(0, admissionMax) },
      }),
    onSuccess: () => setChosen(new Set()),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['sign-ups', activity.id] }),
        client.invalidateQueries({ queryKey: ['activity', activity.id] }),
      ]),
  });
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };

  return (
    <section className="card" aria-labelledby="sign-ups-title">
      <h2 id="sign-ups-title">{t('station.signUps.title', { count: signUps.length })}</h2>
      {signUps.length === 0 && <p>{t('station.signUps.none')}</p>}
      <ol className="rows" data-testid="sign-ups">
        {signUps.map((signUp, index) => (
          <SignUpRow
            key={signUp.id}
            order={index + 1}
            signUp={signUp}
            chosen={chosen.has(signUp.id)}
            onToggle={admissible.includes(signUp.id) ? () => toggle(signUp.id) : null}
          />
        ))}
      </ol>
      {admissible.length > 0 && (
        <div className="buttons">
          <button
            type="button"
            className="button"
            disabled={selected.length === 0 || admit.isPending}
            onClick={() => admit.mutate(selected)}
            data-testid="admit-selected"
          >
            {t('station.signUps.admitSelected', { count: selected.length })}
          </button>
          <button
            type="button"
            className="button button-main"
            disabled={admit.isPending}
            onClick={() => admit.mutate(admissible)}
            data-testid="admit-all"
          >
            {t('station.signUps.admitAll', { count: admissible.length })}
          </button>
        </div>
      )}
      <p role="status">
        {admit.isSuccess && t('station.signUps.admitted', { count: admit.data.admitted })}
      </p>
      <FailureNotice failure={admit.error} />
    </section>
  );
}

/** Ids of those whom the person at the page may admit now. */
function admissibleOf({ state, may }: Activity, signUps: StationSignUp[]): string[] {
  if (state !== 'published' || !may.includes('sign_up.admit')) return [];
  return signUps.filter((each) => each.state === 'applied').map(({ id }) => id);
}

function SignUpRow({
  order,
  signUp,
  chosen,
  onToggle,
}: {
  order: number;
  signUp: StationSignUp;
  chosen: boolean;
  onToggle: (() => void) | null;
}): ReactNode {
  const { t } = useTranslation();
  const { name, number } = signUp.volunteer;
  const { state, position } = signUp;
  const words =
    state === 'waiting'
      ? t('station.signUps.waiting', { position: position ?? '' })
      : t(state === 'applied' ? 'station.signUps.applied' : `shared.signUpState.${state}`);
  const line = (
    <>
      <span className="row-name">
        {order}. {name} <span className="soft">{number}</span>
      </span>
      <span className="soft">{moment(signUp.signedUpAt)}</span>
      <span className="row-state">{words}</span>
    </>
  );
  return (
    <li data-testid={`sign-up-${signUp.id}`} data-state={signUp.state}>
      {signUp.state === 'applied' && onToggle !== null ? (
        <label className="tick row">
          <input type="checkbox" checked={chosen} onChange={onToggle} />
          {line}
        </label>
      ) : (
        <p className="row">{line}</p>
      )}
    </li>
  );
}
