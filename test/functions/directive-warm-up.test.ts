import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAlexaSide, turnOn } from '../harness/alexa-side.ts';
import { type AwsProxy, SERVICE_DOWN, startAwsProxy } from '../harness/aws-proxy.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { startWorld, type World } from '../harness/world.ts';

let home: Home;
let world: World;
let store: AwsProxy;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  store = await startAwsProxy(world.dynamoDb.url);
  // The function is loaded by the first directive, so it goes through the proxy; the world itself does not.
  process.env.AWS_ENDPOINT_URL_DYNAMODB = store.url;
});
afterAll(() => Promise.all([home, world, store].map((part) => part.close())));

test('loading the function knocks at the store once; when that fails, directives do not', async () => {
  const key = await world.connect('resident', home.url, home.token);
  store.setFault(({ action }) => (action === 'GetItem' ? SERVICE_DOWN : undefined));
  const alexa = createAlexaSide(world);
  const lamp = `${key}:light#kitchen`;
  expect(await alexa.outcome(turnOn(world.alexaToken('resident'), lamp))).toBe('Alexa/Response');
  // One call, that the SDK makes once more since it failed.
  await expect.poll(() => store.calls('GetItem').length, { timeout: 10_000 }).toBe(2);

  store.forget();
  expect(await alexa.outcome(turnOn(world.alexaToken('resident'), lamp))).toBe('Alexa/Response');
  expect(store.calls().map(({ action }) => action)).toEqual(['BatchGetItem']);
});
