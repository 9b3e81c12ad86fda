import { useLocation } from 'preact-iso/router';
import { useHomeLink } from '../state/chosen-home.ts';
import { useWords } from '../state/language.tsx';
import { Icon } from './icons.tsx';

const PAGES = [
  ['/', 'home'],
  ['/devices', 'devices'],
  ['/household', 'household'],
  ['/reports', 'reports'],
  ['/speech', 'speech'],
  ['/account', 'account'],
] as const;

/** The pages: tabs below the header, or a bar at the bottom of a phone. */
export function Nav() {
  const { frame } = useWords();
  const { path } = useLocation();
  const linkTo = useHomeLink();
  return (
    <nav class="nav" aria-label={frame.nav}>
      <ul>
        {PAGES.map(([page, name]) => (
          <li key={page}>
            <a href={linkTo(page)} {...(page === path && { 'aria-current': 'page' })}>
              <Icon name={name} />
              <span>{frame.pages[name]}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
