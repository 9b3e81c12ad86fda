import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import { allowing } from '../harness/homes.ts';
import { createSpeaker, heard, slot } from '../harness/spoken.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let home: DemoHome;

beforeAll(async () => {
  home = await startDemoHome({ host: '127.0.0.1', port: 0, username: 'cara', password: 'pw' });
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  for (const client of ['House', 'Cabin']) {
    await world.connect('cara', home.url, await home.createLongLivedToken(client));
  }
});
afterAll(async () => {
  await home.close();
  await world.close();
});

const cara = () => createSpeaker(world, { token: world.alexaToken('cara'), locale: 'en-US' });
const directivesOf = (answer: Awaited<ReturnType<ReturnType<typeof cara>['launch']>>) =>
  answer.response.directives?.map(({ type }) => type);

// Alexa refuses an answer that has another directive beside one of the dialog.
test('names are taught in an answer that asks for nothing else, and what cannot be placed is then listened to', async () => {
  const speaker = cara();
  expect(directivesOf(await speaker.launch())).toEqual(['Dialog.UpdateDynamicEntities']);
  const fallback = await speaker.intent('AMAZON.FallbackIntent');
  expect(heard(fallback)).toMatch(/^Sorry, I did not get that/);
  expect(directivesOf(fallback)).toEqual(['Dialog.ElicitSlot']);
});

test('so are those of another home that is changed to', async () => {
  const answer = await cara().intent('UseHomeIntent', [slot('Home', 'home')]);
  expect(heard(answer)).toMatch(/^Now at Home/);
  expect(directivesOf(answer)).toEqual(['Dialog.UpdateDynamicEntities']);
});
