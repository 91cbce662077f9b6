import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VolunteerState } from '../shared/contract.ts';
import { Field } from '../shared/field.tsx';

/** What a list of volunteers shows: those in a state, of these whoever is known by the text. */
export interface Shown {
  filter: 'waiting' | 'all' | VolunteerState;
  /** Empty: nobody in particular. */
  text: string;
}

/** One box for a number, a phone, an id number or a name, each in full. */
export function VolunteerSearch({
  onSearch,
  onClear,
  searching = false,
}: {
  onSearch: (text: string) => void;
  onClear?: () => void;
  searching?: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(text.trim());
  };
  const clear = (): void => {
    setText('');
    onClear?.();
  };
  return (
    <search>
      <form className="search-form" onSubmit={submit}>
        <Field label={t('desk.search.label')} hint={t('desk.search.hint')}>
          {(describing) => (
            <input
              {...describing}
              type="text"
              required
              minLength={2}
              maxLength={60}
              pattern=".*\S.*\S.*"
              autoComplete="off"
              enterKeyHint="search"
              value={text}
              data-testid="search-text"
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="button button-main" data-testid="search">
          {t('desk.search.submit')}
        </button>
      </form>
      {searching && (
        <button
          type="button"
          className="button button-quiet"
          onClick={clear}
          data-testid="search-clear"
        >
          {t('desk.search.clear')}
        </button>
      )}
    </search>
  );
}
