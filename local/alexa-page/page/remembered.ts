import { useState } from 'preact/hooks';

/** A choice that this browser remembers; where it may not, it lasts as long as the page. */
export function useRemembered<Choice extends string>(
  name: string,
  choices: readonly [Choice, ...Choice[]],
): [Choice, (choice: Choice) => void] {
  const [chosen, setChosen] = useState<Choice>(() => {
    try {
      const kept = localStorage.getItem(name);
      return choices.find((choice) => choice === kept) ?? choices[0];
    } catch {
      return choices[0];
    }
  });
  const choose = (choice: Choice) => {
    setChosen(choice);
    try {
      localStorage.setItem(name, choice);
    } catch {
      // A browser that keeps nothing.
    }
  };
  return [chosen, choose];
}
