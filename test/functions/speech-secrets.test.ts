import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import { type Canaries, createCanaries } from '../harness/canaries.ts';
import { listenToFunctions } from '../harness/function-log.ts';
import { allowing } from '../harness/homes.ts';
import { createResidents } from '../harness/residents.ts';
import { type RoughServer, startWebServer } from '../harness/rough-server.ts';
import { envelope, slot } from '../harness/spoken.ts';
import { startWorld, type World } from '../harness/world.ts';

const HOME_TOKEN = 'canary-token-of-the-home-0123456789';
const ALEXA_USER = 'amzn1.ask.account.CANARYOFTHEUSER';
const PERSON = 'amzn1.ask.person.CANARYOFTHEPERSON';
const DEVICE = 'amzn1.ask.device.CANARYOFTHEDEVICE';
const API_TOKEN = 'canary-api-access-token-0123456789';
const SAID = 'canary that somebody said at home';
const ANSWERED = 'canary that the home answered';

let world: World;
let home: RoughServer;
let queue: AwsProxy;
let logs: Canaries;
/** Everything that reached the home. */
let atHome: Canaries;
let log: ReturnType<typeof listenToFunctions>;
let status = 200;
let body: unknown;

beforeAll(async () => {
  logs = createCanaries();
  atHome = createCanaries();
  log = listenToFunctions((text) => logs.collect('the log', text));
  home = await startWebServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization: _own, ...headers } = request.headers;
    logs.collect('the address', request.url ?? '');
    atHome.collect(`${request.url}`, JSON.stringify(headers) + Buffer.concat(chunks).toString());
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-said': ANSWERED.replaceAll(' ', '-'),
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  world = await startWorld({ homeAddressAllowlist: allowing(home.port) });
  queue = await startAwsProxy(world.sqs.url);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: queue.url,
    LOOKS_QUEUE_URL: world.sqs.queueUrls.looks?.replace(world.sqs.url, queue.url),
  });
});
afterAll(async () => {
  log.stop();
  await Promise.all([home.close(), queue.close(), world.close()]);
});

test('no token and no word comes out: in a log, an error, an address, a message, or at the home', async () => {
  const residents = createResidents(world);
  const answers: string[] = [];
  let requests = 0;

  const words = { outputSpeech: { type: 'PlainText', text: ANSWERED } };
  const good = {
    response: { ...words, speech: { plain: { speech: `${ANSWERED}?` } } },
    conversation_id: 'canary-of-the-conversation',
    continue_conversation: true,
  };
  const bodies: [number, unknown][] = [
    [200, good],
    [200, { response: { [ANSWERED]: ANSWERED, outputSpeech: ANSWERED, speech: ANSWERED } }],
    [200, `{"${ANSWERED}`],
    [302, ANSWERED],
    [400, ANSWERED],
    [401, ANSWERED],
    [403, ANSWERED],
    [404, ANSWERED],
    [429, ANSWERED],
    [500, ANSWERED],
  ];
  const said = {
    LaunchRequest: {},
    SessionEndedRequest: {
      reason: 'ERROR',
      error: { type: 'INVALID_RESPONSE', message: 'It was not good.' },
    },
    'System.ExceptionEncountered': { error: { type: 'INTERNAL_ERROR', message: 'It was not good.' } },
    CanFulfillIntentRequest: { intent: { name: 'X', slots: { query: slot('query', SAID) } } },
    AudioPlayer: { words: SAID },
  };
  const intents = [
    'TurnPhraseIntent',
    'ConverseIntent',
    'LocateIntent',
    'ActivateSceneIntent',
    'AMAZON.YesIntent',
  ];

  for (const [nextStatus, nextBody] of bodies) {
    [status, body] = [nextStatus, nextBody];
    for (const isLinked of [true, false]) {
      const { sub, key } = await residents.move(`http://127.0.0.1:${home.port}`, HOME_TOKEN);
      const token = world.alexaToken(sub);
      if (isLinked) {
        for (const canaries of [logs, atHome])
          canaries.plant(`access token ${requests}`, token.split('.')[2] ?? '');
      }
      const slots = { query: slot('query', SAID), Scene: slot('Scene', SAID), User: slot('User', SAID) };
      const sent = [
        ...Object.entries(said).map(([type, fields]) => ({ type, ...fields })),
        ...intents.map((name) => ({ type: 'IntentRequest', intent: { name, slots } })),
      ];
      for (const request of sent) {
        const session = {
          id: 's',
          isNew: false,
          attributes: { v: 1, home: key, conversation: 'canary-of-the-conversation' },
        };
        const message = envelope(request, { ...(isLinked && { token }), userId: ALEXA_USER }, session);
        Object.assign(message.context.System, {
          apiAccessToken: API_TOKEN,
          device: { deviceId: DEVICE },
          person: { personId: PERSON, accessToken: token },
        });
        answers.push(JSON.stringify(await world.invoke('skill', message)));
        requests += 1;
      }
    }
  }
  for (const call of queue.calls()) logs.collect('the queue', JSON.stringify(call.body));

  for (const canaries of [logs, atHome]) {
    canaries.plant('the home’s token', HOME_TOKEN);
    canaries.plant('Alexa’s token', API_TOKEN);
    canaries.plant('Alexa’s user', ALEXA_USER);
    canaries.plant('Alexa’s person', PERSON);
    canaries.plant('Alexa’s device', DEVICE);
  }
  for (const [index, answer] of answers.entries()) {
    for (const secret of [HOME_TOKEN, API_TOKEN, ALEXA_USER, PERSON, DEVICE]) {
      expect(answer.includes(secret), `answer ${index}`).toBe(false);
    }
  }
  logs.plant('what was said', SAID);
  logs.plant('what the home answered', ANSWERED);
  logs.plant('what the home answered, in a header', ANSWERED.replaceAll(' ', '-'));
  logs.plant('the conversation', 'canary-of-the-conversation');

  expect(requests).toBe(200);
  expect(log.lines()).toBeGreaterThan(50);
  expect(atHome.collected()).toBeGreaterThan(50);
  expect(answers.some((answer) => answer.includes(ANSWERED))).toBe(true);
  expect(logs.leaks()).toEqual([]);
  expect(atHome.leaks()).toEqual([]);
});
