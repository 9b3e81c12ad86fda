import { LANGUAGES } from '../../../lib/speech/language.ts';
import { CONVERSE_INTENT, isPhraseIntent } from '../../../lib/speech/phrases.ts';
import type { OperatorFile } from '../operator-file.ts';
import { BUILT_IN_INTENTS, ownIntents } from '../own-intents.ts';
import { error, type Fault } from './fault.ts';

const isOwn = (name: string): boolean =>
  isPhraseIntent(name) ||
  LANGUAGES.some((language) => ownIntents(language).some((intent) => intent.name === name));

const isBuiltIn = (name: string): boolean => BUILT_IN_INTENTS.some((intent) => intent.name === name);

const isNowhere = (lists: Readonly<Record<string, readonly unknown[] | undefined>>): boolean =>
  Object.values(lists).every((list) => list === undefined || list.length === 0);

/**
 * What an operator may change of Porchlight's own: leave out an intent, add sentences to one of Home Assistant's guide.
 * The intents of free speech stay as they are, since the sentence is put together again out of their beginnings, and
 * without the intent that is asked for no conversation goes on.
 */
export function ownRuleFaults({ intents, types, without }: OperatorFile): Fault[] {
  return [
    ...intents
      .filter(({ samples }) => isNowhere(samples))
      .map(({ name }) => error(`intents, ${name}`, 'There is no sentence for it in any language.')),
    ...types
      .filter(({ values }) => isNowhere(values))
      .map(({ name }) => error(`types, ${name}`, 'There is no value in any language.')),
    ...without.flatMap((name) => {
      if (name === CONVERSE_INTENT || isBuiltIn(name))
        return [error('without', `The skill cannot do without ${name}.`)];
      return isOwn(name) ? [] : [error('without', `Porchlight has no intent ${name}.`)];
    }),
    ...intents
      .filter(({ name }) => isPhraseIntent(name))
      .map(({ name }) => error(`intents, ${name}`, 'An intent of free speech takes no other sentences.')),
    ...intents
      .filter(({ name }) => without.includes(name))
      .map(({ name }) => error(`intents, ${name}`, 'This intent is in "without" as well.')),
  ];
}
