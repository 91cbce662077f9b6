import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../shared/field.tsx';
import { Refusal } from '../shared/http.ts';
import { LineField } from '../shared/line-field.tsx';
import { FailureNotice } from '../shared/notice.tsx';
import { SaveButtons } from '../shared/save-buttons.tsx';
import { ask } from '../shared/session.ts';
import { Ticks } from '../shared/ticks.tsx';
import { useErrorInSight } from '../shared/use-error-in-sight.ts';
import { type Hours, OpeningHours } from './opening-hours.tsx';
import { type Station, type StationItem, stationItems } from './station-contract.ts';
import { StationPlace } from './station-place.tsx';

interface Draft {
  region: string;
  name: string;
  address: string;
  place: Station['place'];
  phone: string;
  /** As one writes them on a sign: 测血压、代收快递. */
  services: string;
  openingHours: Hours[];
  met: StationItem[];
  /** Of the one that is mended. */
  version?: number;
}

export const newStation: Draft = {
  ...{ region: '', name: '', address: '', phone: '', services: '', met: [] },
  place: null,
  openingHours: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
};

export const draftOf = (station: Station): Draft => {
  const { region, name, address, place, phone, services, openingHours, met, version } = station;
  const texts = { address: address ?? '', phone: phone ?? '', services: services.join('、') };
  return { region, name, place, ...texts, openingHours, met, version };
};

interface Saving {
  before: Draft;
  /** The communities it may stand in. */
  places: { code: string; name: string }[];
  method: 'POST' | 'PUT';
  path: string;
  onDone: (station: Station) => void;
  onClose?: () => void;
}

/** What a station says of itself, entered or mended. */
export function StationForm({ before, places, method, path, onDone, onClose }: Saving): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(before);
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const save = useSaving(draft, { method, path, onDone });
  useErrorInSight(save.error);
  const refusal = save.error instanceof Refusal ? save.error : null;
  const errorAt = (field: string): string | null => refusal?.below(`/${field}`) ?? null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="card form" onSubmit={submit} data-testid="station-form">
      <Choice
        label={t('organisations.stations.field.region')}
        value={draft.region}
        onChoose={(region) => change({ region })}
        options={places}
        ask={t('registration.choose')}
        error={errorAt('region')}
        testId="station-region"
      />
      <StationTexts {...{ draft, change, errorAt }} />
      <StationPlace place={draft.place} onChange={(place) => change({ place })} />
      <OpeningHours
        hours={draft.openingHours}
        onChange={(openingHours) => change({ openingHours })}
        error={errorAt('openingHours')}
      />
      <SixItems met={draft.met} onChange={(met) => change({ met })} error={errorAt('met')} />
      <FailureNotice failure={save.error} />
      <SaveButtons
        words={t('organisations.stations.save')}
        busy={save.isPending}
        onClose={onClose}
        testId="save-station"
      />
    </form>
  );
}

function SixItems({
  met,
  onChange,
  error,
}: {
  met: StationItem[];
  onChange: (met: StationItem[]) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Ticks
      label={t('organisations.stations.six')}
      hint={t('organisations.stations.sixHint')}
      error={error}
      options={stationItems.map((value) => ({
        value,
        words: t(`organisations.stations.item.${value}`),
      }))}
      chosen={met}
      onChoose={onChange}
      testId="item"
    />
  );
}

function StationTexts({
  draft,
  change,
  errorAt,
}: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  errorAt: (field: string) => string | null;
}): ReactNode {
  const { t } = useTranslation();
  const line = (field: 'name' | 'address' | 'phone' | 'services') => ({
    label: t(`organisations.stations.field.${field}`),
    error: errorAt(field),
    value: draft[field],
    onChange: (text: string) => change({ [field]: text }),
    testId: `station-${field}`,
  });
  return (
    <>
      <LineField required minLength={2} maxLength={60} {...line('name')} />
      <LineField required minLength={4} maxLength={120} {...line('address')} />
      <LineField
        type="tel"
        maxLength={30}
        hint={t('organisations.stations.phoneHint')}
        {...line('phone')}
      />
      <LineField
        maxLength={400}
        hint={t('organisations.stations.servicesHint')}
        {...line('services')}
      />
    </>
  );
}

function useSaving(
  draft: Draft,
  { method, path, onDone }: Pick<Saving, 'method' | 'path' | 'onDone'>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ask<Station>(method, path, { body: bodyOf(draft) }),
    onSuccess: async (station) => {
      await client.invalidateQueries({ queryKey: ['stations'] });
      onDone(station);
    },
  });
}

function bodyOf(draft: Draft) {
  const { region, name, address, place, phone, services, openingHours, met, version } = draft;
  const list = services.split(/[、，,；;\n]/).map((one) => one.trim());
  return {
    ...{ region, name: name.trim(), address: address.trim(), openingHours, met },
    services: [...new Set(list.filter((one) => one !== ''))],
    ...(place === null ? {} : { place }),
    ...(phone.trim() === '' ? {} : { phone: phone.trim() }),
    ...(version === undefined ? {} : { version }),
  };
}
