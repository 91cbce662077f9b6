import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { instantFromTownTime } from '../shared/clock.ts';
import type { Activity, Datum } from '../shared/contract.ts';
import { Choice, Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { FailureNotice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { go } from '../shared/route.ts';
import { ask } from '../shared/session.ts';
import { useCategories } from '../shared/use-activity.ts';
import { useDraft } from '../shared/use-draft.ts';
import { PlaceFields } from './place-fields.tsx';
import { TextField } from './text-field.tsx';

const empty = {
  title: '',
  category: '',
  content: '',
  riskNote: '',
  placeName: '',
  latitude: '',
  longitude: '',
  datum: 'WGS84',
  radiusMetres: '300',
  startsAt: '',
  endsAt: '',
  capacity: '20',
};

export type Draft = typeof empty;

export function Publish(): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const categories = useCategories();
  const { values, change, discard } = useDraft('linli.activity-draft', empty);

  const publish = useMutation({
    mutationFn: () => ask<Activity>('POST', '/v1/activities', { body: bodyOf(values) }),
    onSuccess: async (activity) => {
      discard();
      await client.invalidateQueries({ queryKey: ['activities'] });
      go(`/station/activities/${activity.id}`);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    publish.mutate();
  };

  const refusal = publish.error instanceof Refusal ? publish.error : null;
  const errorAt = (pointer: string): string | null => refusal?.at(pointer) ?? null;
  const timesWrong = refusal?.code === 'activity_times_wrong' ? refusal.title : null;
  const field = (name: 'title' | 'content' | 'riskNote' | 'startsAt' | 'endsAt') => ({
    value: values[name],
    onChange: (value: string) => change({ [name]: value }),
    error: errorAt(`/${name}`),
    label: t(`station.publish.${name === 'title' ? 'label' : name}`),
    testId: name,
  });

  return (
    <Page title={t('station.publish.title')} back="#/station">
      <form className="form" onSubmit={submit}>
        <section className="card form">
          <TextField {...field('title')} maxLength={60} />
          <FailureNotice failure={categories.error} retry={() => void categories.refetch()} />
          <Choice
            label={t('station.publish.category')}
            value={values.category}
            onChoose={(category) => change({ category })}
            options={categories.data ?? []}
            ask={t('station.publish.choose')}
            error={errorAt('/category')}
            testId="category"
          />
          <TextField {...field('content')} long maxLength={2000} />
          <TextField
            {...field('riskNote')}
            long
            maxLength={2000}
            hint={t('station.publish.riskNoteHint')}
          />
        </section>
        <PlaceFields values={values} change={change} errorAt={errorAt} />
        <section className="card form">
          <div className="pair">
            <TextField {...field('startsAt')} type="datetime-local" />
            <TextField
              {...field('endsAt')}
              type="datetime-local"
              error={errorAt('/endsAt') ?? timesWrong}
            />
          </div>
          <p className="soft">{t('station.publish.townTime')}</p>
          <Field label={t('station.publish.capacity')} error={errorAt('/capacity')}>
            {(describing) => (
              <input
                {...describing}
                type="number"
                inputMode="numeric"
                min={1}
                max={2000}
                required
                value={values.capacity}
                data-testid="capacity"
                onChange={(event) => change({ capacity: event.target.value })}
              />
            )}
          </Field>
        </section>
        <FailureNotice failure={publish.error} />
        <button
          type="submit"
          className="button button-main"
          disabled={publish.isPending}
          data-testid="publish"
        >
          {publish.isPending ? t('shared.sending') : t('station.publish.submit')}
        </button>
        <p className="soft">{t('station.publish.afterwards')}</p>
      </form>
    </Page>
  );
}

function bodyOf(draft: Draft): object {
  return {
    title: draft.title.trim(),
    category: draft.category,
    content: draft.content.trim(),
    riskNote: draft.riskNote.trim(),
    place: {
      name: draft.placeName.trim(),
      latitude: Number(draft.latitude),
      longitude: Number(draft.longitude),
      datum: draft.datum as Datum,
    },
    radiusMetres: Number(draft.radiusMetres),
    startsAt: instantFromTownTime(draft.startsAt),
    endsAt: instantFromTownTime(draft.endsAt),
    capacity: Number(draft.capacity),
  };
}
