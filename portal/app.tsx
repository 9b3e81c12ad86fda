import type { ComponentType } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { LocationProvider, useLocation } from 'preact-iso/router';
import type { AccountApi } from './api.ts';
import { memory } from './memory.ts';
import { FinishConnect, type HomeCode } from './pages/finish-connect.tsx';
import { HomePage } from './pages/home.tsx';
import { NotFound } from './pages/not-found.tsx';
import { SignInAgain } from './pages/sign-in-again.tsx';
import { Welcome } from './pages/welcome.tsx';
import { type LaterPage, later } from './parts/later.tsx';
import { Shell } from './parts/shell.tsx';
import type { Session } from './session.ts';
import { StatusProvider } from './state/account-status.tsx';
import { useKeptChoice } from './state/chosen-home.ts';
import { NoticesProvider } from './state/notices.tsx';
import { PersonProvider, usePerson } from './state/person.tsx';
import { type Skill, SkillContext } from './state/skill.ts';

const JoinPage = later(async () => (await import('./pages/join.tsx')).JoinPage);

const LeavingPage = later(async () => (await import('./pages/leaving.tsx')).LeavingPage);

/** The pages of somebody who is signed in. What most do not open at first is loaded when they do. */
const PAGES: Readonly<Record<string, ComponentType | LaterPage>> = {
  '/': HomePage,
  '/connect': later(async () => (await import('./pages/connect.tsx')).ConnectPage),
  '/devices': later(async () => (await import('./pages/devices.tsx')).DevicesPage),
  '/household': later(async () => (await import('./pages/household.tsx')).HouseholdPage),
  '/join': JoinPage,
  '/reports': later(async () => (await import('./pages/reports.tsx')).ReportsPage),
  '/speech': later(async () => (await import('./pages/speech.tsx')).SpeechPage),
  '/account': later(async () => (await import('./pages/account.tsx')).AccountPage),
};

const pageAt = (path: string) => (Object.hasOwn(PAGES, path) ? PAGES[path] : undefined) ?? NotFound;

/** Once somebody is in, the other pages come by themselves: before they go there, or the network has gone. */
function useAllPages(): void {
  useEffect(() => {
    void LeavingPage.fetchAhead();
    for (const page of Object.values(PAGES)) if ('fetchAhead' in page) void page.fetchAhead();
  }, []);
}

/** What there is for somebody who is not signed in. */
function Outside({ hasHomeCode }: { hasHomeCode: boolean }) {
  const { hasEnded } = usePerson();
  const { path } = useLocation();
  if (path === '/join') return <JoinPage />;
  if (hasEnded) return <SignInAgain why="ended" />;
  if (hasHomeCode) return <SignInAgain why="almostThere" />;
  if (path === '/') return <Welcome />;
  return pageAt(path) === NotFound ? <NotFound /> : <SignInAgain why="needed" />;
}

function Inside({ sent, onSent }: { sent: HomeCode | undefined; onSent: () => void }) {
  const { path } = useLocation();
  useKeptChoice(sent === undefined);
  useAllPages();
  const Current = pageAt(path);
  return (
    <Shell isSignedIn>
      {sent === undefined ? <Current key={path} /> : <FinishConnect sent={sent} onDone={onSent} />}
    </Shell>
  );
}

function Content({ homeCode }: { homeCode: HomeCode | undefined }) {
  const { email, isDeleted } = usePerson();
  const [sent, setSent] = useState(homeCode);
  const onSent = useCallback(() => setSent(undefined), []);
  // Whatever page it was: nothing else answers any more.
  if (isDeleted || (email === undefined && memory.read('receipt') !== undefined)) {
    return (
      <Shell isSignedIn={false}>
        <LeavingPage />
      </Shell>
    );
  }
  if (email === undefined) {
    return (
      <Shell isSignedIn={false}>
        <Outside hasHomeCode={memory.read('homeCode') !== undefined} />
      </Shell>
    );
  }
  return (
    <StatusProvider>
      <Inside sent={sent} onSent={onSent} />
    </StatusProvider>
  );
}

/**
 * The portal, once it is known who is there.
 * @param props.homeCode what a home's sign-in page sent and nobody has used yet
 */
export const App = (props: {
  session: Session;
  api: AccountApi;
  skill: Skill;
  homeCode: HomeCode | undefined;
  opening: { kind: 'warn' | 'bad'; title: string; texts: readonly string[] } | undefined;
}) => (
  <LocationProvider>
    <NoticesProvider first={props.opening}>
      <PersonProvider session={props.session} api={props.api}>
        <SkillContext.Provider value={props.skill}>
          <Content homeCode={props.homeCode} />
        </SkillContext.Provider>
      </PersonProvider>
    </NoticesProvider>
  </LocationProvider>
);
