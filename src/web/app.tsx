import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from './i18n/language.ts';
import { Registration } from './registration/page.tsx';
import type { Action, Me } from './shared/contract.ts';
import { day } from './shared/format.ts';
import { Loading } from './shared/loading.tsx';
import { Notice } from './shared/notice.tsx';
import { Page } from './shared/page.tsx';
import { newQueryClient } from './shared/query.ts';
import { useRoute } from './shared/route.ts';
import { renew, useSession, type WhySignedOut } from './shared/session.ts';
import { type FaceName, Shell } from './shared/shell.tsx';
import { SignIn } from './sign-in/sign-in.tsx';
import { VolunteerFace } from './volunteer/face.tsx';

// Volunteers are the many, on slow phones: only their face is in the first download.
const StationFace = lazy(() => import('./station/face.tsx'));
const MerchantFace = lazy(() => import('./merchant/face.tsx'));
const AdministrationFace = lazy(() => import('./administration/face.tsx'));
const GrantsFace = lazy(() => import('./grants/face.tsx'));
const Account = lazy(() => import('./account/account.tsx'));
const Groups = lazy(() => import('./organisations/groups.tsx'));
const Directory = lazy(() => import('./organisations/directory.tsx'));
const StationDirectory = lazy(() => import('./organisations/station-directory.tsx'));

type SignedInFace = Exclude<FaceName, 'visitor'>;

/** Whoever may do what a face is for, has it; the policy of the service decides, not the pages. */
const purposes: Record<SignedInFace, Action[]> = {
  volunteer: ['sign_up.make'],
  groups: ['member.add'],
  station: ['activity.submit'],
  merchant: ['redemption.make'],
  administration: [
    ...(['activity.review', 'volunteer.read', 'audit_entry.read'] as const),
    ...(['filing.read', 'filing.advise'] as const),
  ],
  grants: ['role_grant.read'],
};

const faces = Object.keys(purposes) as SignedInFace[];

const homeOf = (face: SignedInFace): string => (face === 'volunteer' ? '#/' : `#/${face}`);

export function App(): ReactNode {
  const session = useSession();
  if (session.status === 'signed-in') {
    return (
      <WithAnswers key={session.person.id}>
        <SignedIn person={session.person} />
      </WithAnswers>
    );
  }
  return (
    <WithAnswers key="visitor">
      <Shell face="visitor" signedIn={false}>
        {session.status === 'starting' && <Starting />}
        {session.status === 'unreachable' && <Unreachable />}
        {session.status === 'signed-out' && <Visitor because={session.because} />}
      </Shell>
    </WithAnswers>
  );
}

/** Who is not signed in finds the way to a station all the same. */
function Visitor({ because }: { because: WhySignedOut }): ReactNode {
  const { segments } = useRoute();
  const page = pageForEverybody(segments[0], null);
  return page === null ? (
    <SignIn because={because} />
  ) : (
    <Suspense fallback={<Starting />}>{page}</Suspense>
  );
}

/** Each person has a cache of their own: the next one at the device never sees its answers. */
function WithAnswers({ children }: { children: ReactNode }): ReactNode {
  const [client] = useState(newQueryClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/** The face the address asks for, if the person has it; otherwise the first one they have. */
function SignedIn({ person }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  const { segments } = useRoute();
  const allowed = faces.filter((face) => purposes[face].some((one) => person.may.includes(one)));
  const asked = faces.find((face) => face === segments[0]) ?? 'volunteer';
  const face = allowed.includes(asked) ? asked : allowed[0];
  const links = allowed.map((each) => ({
    face: each,
    href: homeOf(each),
    words: t(`shared.face.${each}`),
  }));

  const forAll = pageForAll(segments[0], person);
  if (forAll !== null) {
    return (
      <Shell face={face ?? 'visitor'} signedIn links={links}>
        <Suspense fallback={<Starting />}>{forAll}</Suspense>
      </Shell>
    );
  }
  if (face === undefined) {
    return (
      <Shell face="visitor" signedIn>
        <WithheldNotice person={person} />
        <Registration person={person} />
      </Shell>
    );
  }
  return (
    <Shell face={face} signedIn links={links}>
      <WithheldNotice person={person} />
      <PasswordNotice person={person} />
      <Suspense fallback={<Starting />}>
        {face === 'volunteer' && <VolunteerFace person={person} />}
        {face === 'groups' && <Groups person={person} />}
        {face === 'station' && <StationFace />}
        {face === 'merchant' && <MerchantFace />}
        {face === 'administration' && <AdministrationFace person={person} />}
        {face === 'grants' && <GrantsFace person={person} />}
      </Suspense>
    </Shell>
  );
}

/** What does not depend on a role. */
function pageForAll(place: string | undefined, person: Me): ReactNode {
  if (place === 'account') return <Account person={person} />;
  if (place === 'groups') return <Groups person={person} />;
  return pageForEverybody(place, person);
}

function pageForEverybody(place: string | undefined, person: Me | null): ReactNode {
  if (place === 'organisations') return <Directory person={person} />;
  if (place === 'stations') return <StationDirectory />;
  return null;
}

/** Staff who signed in by phone alone learn what they lack, and how to come by it. */
function WithheldNotice({ person: { staff } }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  if (staff === null || staff.withheld.length === 0) return null;
  const roles = staff.withheld.map(({ name }) => name[currentLanguage()]).join('、');
  return (
    <div className="page">
      <Notice tone="warning" title={t('staff.withheld', { roles })} testId="withheld">
        {staff.enrolled ? (
          <p>{t('staff.signInAsStaff')}</p>
        ) : (
          <a className="button button-main" href="#/account/enrolment" data-testid="enrol-now">
            {t('account.enrol.begin')}
          </a>
        )}
      </Notice>
    </div>
  );
}

/** Before it stops them in the middle of their work. */
function PasswordNotice({ person: { staff } }: { person: Me }): ReactNode {
  const { t } = useTranslation();
  if (!staff?.passwordEndsAt) return null;
  const title = t('staff.passwordEnds', { day: day(staff.passwordEndsAt) });
  return (
    <div className="page">
      <Notice tone="warning" title={title} testId="password-ends">
        <a className="button" href="#/account">
          {t('account.password.title')}
        </a>
      </Notice>
    </div>
  );
}

function Starting(): ReactNode {
  return (
    <main className="page">
      <Loading />
    </main>
  );
}

function Unreachable(): ReactNode {
  const { t } = useTranslation();
  return (
    <Page title={t('shared.noAnswer')}>
      <Notice tone="warning">
        <p>{t('shared.unreachable')}</p>
      </Notice>
      <button
        type="button"
        className="button button-main"
        onClick={() => void renew()}
        data-testid="try-again"
      >
        {t('shared.tryAgain')}
      </button>
    </Page>
  );
}
