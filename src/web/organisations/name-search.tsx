import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LineField } from '../shared/line-field.tsx';

/** Looks for bodies or applications by name; an empty one is all of them. */
export function NameSearch({
  label,
  onSearch,
  testId,
}: {
  label: string;
  onSearch: (name: string) => void;
  testId: string;
}): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(typed.trim());
  };
  return (
    <form className="card form" onSubmit={submit}>
      <LineField label={label} maxLength={60} value={typed} onChange={setTyped} testId={testId} />
      <button type="submit" className="button" data-testid="search-name">
        {t('desk.search.submit')}
      </button>
    </form>
  );
}
