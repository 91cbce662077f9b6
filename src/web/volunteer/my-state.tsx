import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignUp, SignUpState } from '../shared/contract.ts';
import { Notice } from '../shared/notice.tsx';

const tagOf: Record<SignUpState, string> = {
  applied: 'tag-attention',
  waiting: 'tag-attention',
  admitted: 'tag-good',
  checked_in: 'tag-good',
  checked_out: 'tag-good',
  cancelled: '',
};

export function MyStateTag({ signUp }: { signUp: SignUp }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={`tag ${tagOf[signUp.state]}`} data-state={signUp.state}>
      {t(`shared.signUpState.${signUp.state}`)}
    </span>
  );
}

/** Where I stand and what happens next, in one or two sentences. */
export function MyState({ signUp }: { signUp: SignUp }): ReactNode {
  const { t } = useTranslation();
  const good = tagOf[signUp.state] === 'tag-good';
  const position = signUp.position ?? '';
  return (
    <div data-testid="my-state" data-state={signUp.state}>
      <Notice
        tone={good ? 'done' : 'info'}
        title={t(`volunteer.myState.${signUp.state}`, { position })}
      >
        <p>{t(`volunteer.myNext.${signUp.state}`)}</p>
      </Notice>
    </div>
  );
}
