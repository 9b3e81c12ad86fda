import { useEffect, useState } from 'preact/hooks';

/** A choice that stands in the page's address, so that it outlives a reload and the way back works. */
export function useChoice(name: string, choices: readonly string[]): [string, (choice: string) => void] {
  const current = () => {
    const asked = new URLSearchParams(location.search).get(name);
    return asked !== null && choices.includes(asked) ? asked : (choices[0] ?? '');
  };
  const [, again] = useState(0);
  useEffect(() => {
    const look = () => again((count) => count + 1);
    addEventListener('popstate', look);
    return () => removeEventListener('popstate', look);
  }, []);
  const choose = (choice: string) => {
    const url = new URL(location.href);
    url.searchParams.set(name, choice);
    history.pushState(null, '', url);
    dispatchEvent(new PopStateEvent('popstate'));
  };
  return [current(), choose];
}

/** Reads a parameter of the address, and takes it away. */
export function takeParameter(name: string): string | null {
  const url = new URL(location.href);
  const value = url.searchParams.get(name);
  if (value === null) return null;
  url.searchParams.delete(name);
  history.replaceState(null, '', url);
  return value;
}
