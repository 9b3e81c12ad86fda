import { type Intent, resolvedIds, spokenIn } from '../../lib/alexa/intent.ts';
import type { SkillResponse } from '../../lib/alexa/skill-responses.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { SkillPorts } from './compose.ts';
import { prompt } from './prompt.ts';
import { assertListens, type Speaker } from './speaker.ts';
import { teachNames } from './teach-names.ts';
import type { Turn } from './turn.ts';

const SLOT = 'Home';

const isCalled = (said: string | undefined) => {
  const wanted = said?.toLocaleLowerCase();
  return ({ name }: { name: string }) => name.trim().toLocaleLowerCase() === wanted;
};

/** "Use the cabin": from now on, and until the session ends, another home of theirs is spoken with. */
export async function useHome(
  intent: Intent,
  { homes }: Speaker,
  turn: Turn,
  ports: SkillPorts,
  deadline: Deadline,
): Promise<SkillResponse> {
  const ids = resolvedIds(intent, SLOT);
  const home = homes.find((one) => ids.includes(one.home)) ?? homes.find(isCalled(spokenIn(intent, SLOT)));
  if (home === undefined) return prompt(turn.words.whichHome(homes.map(({ name }) => name)), turn);
  assertListens(home);
  const names = await teachNames({ homes, home }, ports, deadline);
  return prompt(turn.words.nowAt(home.name), { ...turn, session: { home: home.home } }, names);
}
