import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConsentChoice } from '../registration/consent-choice.tsx';
import { useConsent } from '../registration/use-consent.ts';
import { now } from '../shared/clock.ts';
import type { AttendancePurpose, SignUp } from '../shared/contract.ts';
import { Field } from '../shared/field.tsx';
import { clockTime } from '../shared/format.ts';
import { Refusal } from '../shared/http.ts';
import { Icon } from '../shared/icons.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { ask } from '../shared/session.ts';
import { useActivity } from '../shared/use-activity.ts';
import { type Position, type PositionFailure, usePosition } from '../shared/use-position.ts';

/** Checking in or out: the station's code proves the moment, the position proves the place. */
export function Attend({
  id,
  purpose,
  scanned,
}: {
  id: string;
  purpose: AttendancePurpose;
  scanned: string;
}): ReactNode {
  const { t } = useTranslation();
  const activity = useActivity(id);
  const [code, setCode] = useState(scanned.replace(/\D/g, '').slice(0, 8));
  const { locate, locating, failure } = usePosition();
  const location = useConsent('location');

  const attend = useAttending({ id, purpose, code, location });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    attend.reset();
    if (location.agreed === false) return attend.mutate(null);
    const position = await locate();
    if (position !== null) attend.mutate(position);
  };

  const words = purpose === 'check_in' ? 'checkIn' : 'checkOut';
  const wrongCode =
    attend.error instanceof Refusal && attend.error.code === 'attendance_code_wrong'
      ? `${attend.error.title} ${t('volunteer.attend.typeNewCode')}`
      : null;

  if (attend.isSuccess) return <Done id={id} words={words} time={attend.data} />;
  return (
    <Page title={t(`volunteer.attend.${words}`)} back={`#/activities/${id}`}>
      <p className="attend-activity">{activity.data?.title}</p>
      <form className="form card" onSubmit={(event) => void submit(event)}>
        <Field
          label={t('volunteer.attend.code')}
          hint={t('volunteer.attend.codeHint')}
          error={wrongCode}
        >
          {(describing) => (
            <input
              {...describing}
              className="big-digits"
              inputMode="numeric"
              autoComplete="off"
              required
              pattern="\d{8}"
              value={code}
              data-testid="attendance-code"
              onChange={(event) => setCode(event.target.value.replace(/\D/g, '').slice(0, 8))}
            />
          )}
        </Field>
        <Whereabouts location={location} failure={failure} />
        {wrongCode === null && <FailureNotice failure={attend.error} />}
        <button
          type="submit"
          className="button button-main button-wide"
          disabled={locating || attend.isPending || location.agreed === null}
          data-testid="attend"
        >
          {locating
            ? t('position.locating')
            : attend.isPending
              ? t('shared.sending')
              : t(
                  location.agreed === false
                    ? `volunteer.attend.${words}`
                    : `volunteer.attend.${words}Now`,
                )}
        </button>
      </form>
    </Page>
  );
}

function useAttending({
  id,
  purpose,
  code,
  location,
}: {
  id: string;
  purpose: AttendancePurpose;
  code: string;
  location: ReturnType<typeof useConsent>;
}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (position: Position | null) => {
      // No position is sent before the consent to it is noted; if that fails, it is told like the rest.
      if (position !== null) await location.note();
      const path = purpose === 'check_in' ? 'check-ins' : 'check-outs';
      const body = { code, ...(position === null ? {} : { position }) };
      await ask<SignUp>('POST', `/v1/activities/${id}/${path}`, { body });
      return clockTime(now());
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['activity', id] }),
        client.invalidateQueries({ queryKey: ['activities'] }),
      ]),
  });
}

/** Whether the position is used, why, and what to do where there is none. */
function Whereabouts({
  location,
  failure,
}: {
  location: ReturnType<typeof useConsent>;
  failure: PositionFailure | null;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {(location.isOpen || failure !== null) && (
        <ConsentChoice purpose="location" agreed={location.agreed} onChoose={location.choose} />
      )}
      {location.agreed === true && (
        <Notice tone="info" title={t('volunteer.attend.whyPosition')}>
          <p>{t('volunteer.attend.howPosition')}</p>
        </Notice>
      )}
      {failure !== null && (
        <Notice
          tone="refused"
          title={t(`position.${failure}.title`)}
          testId={`position-${failure}`}
        >
          <p>{t(`position.${failure}.next`)}</p>
        </Notice>
      )}
    </>
  );
}

function Done({
  id,
  words,
  time,
}: {
  id: string;
  words: 'checkIn' | 'checkOut';
  time: string;
}): ReactNode {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className="overlay overlay-done" data-testid="attend-done">
      <span className="overlay-mark">
        <Icon name="done" />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {t(`volunteer.attend.${words}Done`, { time })}
      </h1>
      <p>{t(`volunteer.attend.${words}Next`)}</p>
      <a className="button" href={`#/activities/${id}`} data-testid="attend-close">
        {t('shared.gotIt')}
      </a>
    </main>
  );
}
