import { useTranslation } from 'react-i18next';
import type { Correction, Sex } from './contract.ts';

/** What a registration says in a field, as people read it. */
export function useCorrectionWords() {
  const { t } = useTranslation();
  return (field: Correction['field'], text: string | null): string | null =>
    text !== null && field === 'sex' ? t(`desk.sex.${text as Sex}`) : text;
}
