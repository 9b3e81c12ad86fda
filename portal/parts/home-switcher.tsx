import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { conditionOf } from '../condition.ts';
import { useAccountStatus } from '../state/account-status.tsx';
import { useChosenHome } from '../state/chosen-home.ts';
import { useWords } from '../state/language.tsx';
import { Icon } from './icons.tsx';
import { Light } from './light.tsx';

/** Which home the page is about, where there is more than one; each with its light. */
export function HomeSwitcher() {
  const words = useWords();
  const { status } = useAccountStatus();
  const chosen = useChosenHome();
  const { path } = useLocation();
  const menu = useRef<HTMLDetailsElement>(null);
  const close = (focusToo: boolean) => {
    if (menu.current?.open !== true) return;
    menu.current.open = false;
    if (focusToo) menu.current.querySelector('summary')?.focus();
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close(true);
    };
    const onPress = (event: Event) => {
      if (event.target instanceof Node && menu.current?.contains(event.target) === false) close(false);
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPress);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPress);
    };
  });
  const homes = status?.homes ?? [];
  if (chosen === undefined || homes.length < 2) return null;
  const page = path === '/connect' ? '/' : path;
  return (
    <details class="switcher" ref={menu}>
      <summary aria-label={words.frame.chooseHome(chosen.name)}>
        <Light light={conditionOf(chosen, words).light} />
        <span class="name">{chosen.name}</span>
        <Icon name="chevron" />
      </summary>
      <ul aria-label={words.frame.homes}>
        {homes.map((home) => (
          <li key={home.home}>
            <a
              href={`${page}?home=${home.home}`}
              onClick={() => close(true)}
              {...(home === chosen && { 'aria-current': 'true' })}
            >
              <Light light={conditionOf(home, words).light} />
              <span class="name">{home.name}</span>
            </a>
          </li>
        ))}
        <li class="more">
          <a href="/connect" onClick={() => close(false)}>
            <Icon name="plus" />
            <span class="name">{words.frame.connectAnother}</span>
          </a>
        </li>
      </ul>
    </details>
  );
}
