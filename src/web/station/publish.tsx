import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity } from '../shared/contract.ts';
import { Choice, Field } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice, Notice } from '../shared/notice.tsx';
import { Page } from '../shared/page.tsx';
import { go } from '../shared/route.ts';
import { ask } from '../shared/session.ts';
import { useCategories } from '../shared/use-activity.ts';
import { useDraft } from '../shared/use-draft.ts';
import { bodyOf, type Draft, draftOf, emptyDraft } from './draft.ts';
import { PlaceFields } from './place-fields.tsx';

/** The form of a new activity, or of one that was returned. */
export function Publish({ returned }: { returned?: Activity }): ReactNode {
  const { t } = useTranslation();
  const categories = useCategories();
  const { values, change, discard } = useDraft(
    `linli.activity-draft${returned ? `.${returned.id}` : ''}`,
    returned ? draftOf(returned) : emptyDraft,
  );

  const publish = usePublish(returned, values, discard);
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
    required: true,
  });

  return (
    <Page
      title={t(returned ? 'station.publish.mend' : 'station.publish.title')}
      back={returned ? `#/station/activities/${returned.id}` : '#/station'}
    >
      {returned && <ReturnReason activity={returned} />}
      <form className="form" onSubmit={submit}>
        <section className="card form">
          <LineField {...field('title')} maxLength={60} />
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
          <LineField {...field('content')} long maxLength={2000} />
          <LineField
            {...field('riskNote')}
            long
            maxLength={2000}
            hint={t('station.publish.riskNoteHint')}
          />
        </section>
        <PlaceFields values={values} change={change} errorAt={errorAt} />
        <section className="card form">
          <div className="pair">
            <LineField {...field('startsAt')} type="datetime-local" />
            <LineField
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

/** Sends the form; afterwards the activity itself is shown. */
function usePublish(returned: Activity | undefined, values: Draft, discard: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      returned
        ? ask<Activity>('PUT', `/v1/activities/${returned.id}`, { body: bodyOf(values) })
        : ask<Activity>('POST', '/v1/activities', { body: bodyOf(values) }),
    onSuccess: async (activity) => {
      discard();
      await client.invalidateQueries({ queryKey: ['activities'] });
      go(`/station/activities/${activity.id}`);
    },
  });
}

export function ReturnReason({ activity }: { activity: Activity }): ReactNode {
  const { t } = useTranslation();
  return (
    <Notice tone="warning" title={t('station.activity.returned')}>
      <p className="written">{activity.returnReason}</p>
    </Notice>
  );
}
