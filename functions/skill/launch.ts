import { askHomeFirst, homeSays } from './ask-home.ts';
import { prompt } from './prompt.ts';
import { speakerOf } from './speaker.ts';
import { teachNames } from './teach-names.ts';
import type { TurnHandler } from './turn.ts';

/** Somebody opened the skill by its name. What the home has set up for that is said; else Porchlight asks what to do. */
export const launch: TurnHandler = async (said, ports, deadline) => {
  const speaker = await speakerOf(said, ports, deadline);
  const turn = { ...said, session: speaker.session };
  const names = teachNames(speaker, ports, deadline);
  const answer = await askHomeFirst(turn, speaker.home, ports, deadline);
  if (answer !== undefined) return homeSays(answer, turn, await names);
  return prompt(turn.words.welcome(speaker.home.name), turn, await names);
};
