import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso/router';
import { useWords } from '../state/language.tsx';
import { HomeSwitcher } from './home-switcher.tsx';
import { Lamp } from './lamp.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { Nav } from './nav.tsx';
import { NoticesArea } from './notices-area.tsx';
import { OfflineBar } from './offline-bar.tsx';
import { WaitingInvitation } from './waiting-invitation.tsx';

/** What is around every page. `isSignedIn`: with the navigation and the choice of a home. */
export function Shell({ isSignedIn, children }: { isSignedIn: boolean; children: ComponentChildren }) {
  const { frame } = useWords();
  const { path } = useLocation();
  return (
    <>
      <a class="skip" href="#main">
        {frame.skip}
      </a>
      <OfflineBar />
      <header class="top">
        <a class="brand" href="/">
          <Lamp size={32} />
          Porchlight
        </a>
        {isSignedIn && <Nav />}
        {isSignedIn && <HomeSwitcher />}
      </header>
      <main id="main" tabIndex={-1}>
        <NoticesArea />
        {path !== '/join' && <WaitingInvitation />}
        {children}
      </main>
      <footer class="bottom">{!(isSignedIn && path === '/account') && <LanguageChoice />}</footer>
    </>
  );
}
