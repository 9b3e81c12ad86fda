import fc from 'fast-check';
import type * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  accessOf,
  chooseHomeBody,
  connectBody,
  finishSignInBody,
  handOverBody,
  invitationBody,
  inviteBody,
  packageBody,
  probeBody,
  startSignInBody,
} from '../../functions/account/bodies.ts';
import { overrideBody } from '../../functions/account/override-body.ts';
import { readHomeChange } from '../../functions/account/routes/change-home.ts';
import { readHints } from '../../functions/hints/bodies.ts';
import { readBody } from '../../functions/read-body.ts';
import { DISPLAY_CATEGORIES } from '../../lib/alexa/display-categories.ts';
import { LOCALES } from '../../lib/home-assistant/locales.ts';
import { PROBE_STAGES } from '../../lib/home-assistant/probe.ts';
import { RequestInvalid } from '../../lib/outcomes/request.ts';
import { operations, requestOf } from '../harness/openapi/document.ts';
import { asWritten } from '../harness/openapi/schemas.ts';
import { selfSigned } from '../harness/tls.ts';

/** What the functions do with a body, as far as it can be refused. */
const reading =
  (schema: v.GenericSchema) =>
  (body: unknown): void =>
    void readBody(schema, body);
const readingAddress =
  <Schema extends typeof probeBody | typeof startSignInBody | typeof connectBody>(schema: Schema) =>
  (body: unknown): void => {
    const read = readBody<typeof probeBody | typeof startSignInBody | typeof connectBody>(schema, body);
    accessOf({ ...read, token: undefined });
  };

const READERS: Readonly<Record<string, (body: unknown) => void>> = {
  probeHome: readingAddress(probeBody),
  startSignIn: readingAddress(startSignInBody),
  connectHome: readingAddress(connectBody),
  finishSignIn: reading(finishSignInBody),
  chooseHome: reading(chooseHomeBody),
  changeHome: (body) => void readHomeChange(body),
  changeDevice: reading(overrideBody),
  handOver: reading(handOverBody),
  invite: reading(inviteBody),
  previewInvitation: reading(invitationBody),
  acceptInvitation: reading(invitationBody),
  makePackage: reading(packageBody),
  sendHints: (body) => void readHints(body),
};

/** Whether the functions take a body. Anything but a refusal is a defect. */
function isTaken(id: string, body: unknown): boolean {
  try {
    READERS[id]?.(body);
    return true;
  } catch (error) {
    if (error instanceof RequestInvalid) return false;
    throw error;
  }
}

const pointers = new Map(operations.map((one) => [one.id, requestOf(one)?.pointer]));
const isWritten = (id: string, body: unknown): boolean =>
  asWritten(pointers.get(id) ?? '', JSON.parse(JSON.stringify(body))) === undefined;

test('each operation with a body is here', () => {
  const withBody = [...pointers].flatMap(([id, pointer]) => (pointer === undefined ? [] : [id]));
  expect(Object.keys(READERS).sort()).toEqual(withBody.sort());
});

const text = (length: number) => 'x'.repeat(length);
const url = 'https://home.example.org';
const email = (length: number) =>
  `${`a@${`${text(60)}.`.repeat(4)}${text(length)}`.slice(0, length - 4)}.org`;
const pem = (length: number) => `-----BEGIN ${text(length - 11)}`;
const { cert } = await selfSigned();
/** A certificate, and words below it. */
const certificates = (length: number) => `${cert}${text(length - cert.length)}`;
const headers = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, 'value']));
const hintsOf = (count: number) => Array.from({ length: count }, () => ({ entity_id: 'light.kitchen' }));
const changed = (count: number) => ({
  event: 'heartbeat',
  changed: Array.from({ length: count }, () => 'light.a'),
});

describe('limits: the document and the functions refuse the same', () => {
  test.each<[string, string, unknown, boolean]>([
    ['probeHome', 'an address', { url: `${url}/${text(2_048 - url.length - 1)}` }, true],
    ['probeHome', 'an address that is too long', { url: `${url}/${text(2_048 - url.length)}` }, false],
    ['probeHome', 'no address', {}, false],
    ['probeHome', 'an empty address', { url: '' }, false],
    ['probeHome', 'an address of spaces', { url: '   ' }, false],
    ['probeHome', 'a token', { url, token: text(4_096) }, true],
    ['probeHome', 'a token that is too long', { url, token: text(4_097) }, false],
    ['probeHome', 'an empty token', { url, token: '' }, false],
    ['probeHome', 'a token with a space', { url, token: 'a b' }, false],
    ['probeHome', 'a token that is null', { url, token: null }, false],
    ['probeHome', 'a list of headers', { url, headers: ['value'] }, false],
    ['probeHome', 'a list of certificates', { url, tls: [] }, false],
    ['probeHome', 'ten headers', { url, headers: headers(10) }, true],
    ['probeHome', 'eleven headers', { url, headers: headers(11) }, false],
    ['probeHome', 'the longest name of a header', { url, headers: { [text(128)]: 'value' } }, true],
    ['probeHome', 'a name of a header that is too long', { url, headers: { [text(129)]: 'value' } }, false],
    ['probeHome', 'a header without a name', { url, headers: { '': 'value' } }, false],
    ['probeHome', 'a name of a header with a space', { url, headers: { 'a b': 'value' } }, false],
    ['probeHome', 'an empty header', { url, headers: { 'x-key': '' } }, true],
    ['probeHome', 'the longest header', { url, headers: { 'x-key': text(4_096) } }, true],
    ['probeHome', 'a header that is too long', { url, headers: { 'x-key': text(4_097) } }, false],
    ['probeHome', 'a header in two lines', { url, headers: { 'x-key': 'a\nb' } }, false],
    ['probeHome', 'a header that is not ASCII', { url, headers: { 'x-key': 'ä' } }, false],
    ['probeHome', 'no certificates', { url, tls: {} }, true],
    ['probeHome', 'the longest certificates', { url, tls: { ca: certificates(32_768) } }, true],
    ['probeHome', 'certificates that are too long', { url, tls: { ca: certificates(32_769) } }, false],
    ['probeHome', 'a certificate that is none', { url, tls: { ca: 'certificate' } }, false],
    [
      'probeHome',
      'a certificate without its key',
      { url, tls: { clientCertificate: { certificate: pem(99) } } },
      false,
    ],
    ['probeHome', 'an unknown setting of TLS', { url, tls: { rejectUnauthorized: false } }, false],
    ['probeHome', 'a name, which is for connecting', { url, name: 'Home' }, false],
    ...PROBE_STAGES.map((stage): [string, string, unknown, boolean] => [
      'probeHome',
      stage,
      { url, stage },
      true,
    ]),
    ['probeHome', 'an unknown stage', { url, stage: 'dns' }, false],
    ['startSignIn', 'a name', { url, name: text(60) }, true],
    ['startSignIn', 'a name that is too long', { url, name: text(61) }, false],
    ['startSignIn', 'an empty name', { url, name: '' }, false],
    ['startSignIn', 'a token', { url, token: 'token' }, false],
    ['startSignIn', 'a stage', { url, stage: 'name' }, false],
    [
      'connectHome',
      'everything',
      { url, token: 'a|b', name: 'Home', headers: {}, tls: {}, revokeOnDisconnect: true },
      true,
    ],
    ['connectHome', 'no token', { url }, false],
    ['connectHome', 'a word for yes', { url, token: 'token', revokeOnDisconnect: 'yes' }, false],
    ['finishSignIn', 'the longest', { state: text(256), code: text(2_048) }, true],
    ['finishSignIn', 'a state that is too long', { state: text(257), code: 'code' }, false],
    ['finishSignIn', 'a code that is too long', { state: 'state', code: text(2_049) }, false],
    ['finishSignIn', 'an empty state', { state: '', code: 'code' }, false],
    ['finishSignIn', 'no code', { state: 'state' }, false],
    ['changeHome', 'nothing', {}, false],
    ['changeHome', 'both', { name: text(60), paused: true }, true],
    ['changeHome', 'a name that is too long', { name: text(61) }, false],
    ['changeHome', 'a pause that is none', { paused: 'yes' }, false],
    ['changeHome', 'an assistant', { assistant: 'conversation.openai_conversation' }, true],
    ['changeHome', 'an assistant by its entry', { assistant: '01JB2C3D4E5F6G7H8J9K0M1N2P' }, true],
    ['changeHome', "Home Assistant's own", { assistant: null }, true],
    ['changeHome', 'the longest assistant', { assistant: text(200) }, true],
    ['changeHome', 'an assistant that is too long', { assistant: text(201) }, false],
    ['changeHome', 'an assistant without an id', { assistant: '' }, false],
    ['changeHome', 'an assistant with a space', { assistant: 'conversation. mine' }, false],
    ['changeHome', 'an assistant in two lines', { assistant: 'conversation.mine\n' }, false],
    ['changeHome', 'an assistant that is none', { assistant: true }, false],
    ['changeHome', 'an owner', { owner: 'somebody' }, false],
    ['changeDevice', 'nothing', {}, true],
    ['changeDevice', 'everything', { hidden: true, name: text(128), category: 'LIGHT', secure: true }, true],
    ['changeDevice', 'a name that is too long', { name: text(129) }, false],
    ['changeDevice', 'a name that cannot be said', { name: '–' }, false],
    ['changeDevice', 'a name in another script', { name: '台所の灯り 💡' }, true],
    ...[...'}{\\/|"()[]+~!><*%\n\u0007'].map((character): [string, string, unknown, boolean] => [
      'changeDevice',
      `a name with ${JSON.stringify(character)}`,
      { name: `a${character}b` },
      false,
    ]),
    ['changeDevice', 'a category that there is not', { category: 'LAMP' }, false],
    ...DISPLAY_CATEGORIES.map((category): [string, string, unknown, boolean] => [
      'changeDevice',
      category,
      { category },
      true,
    ]),
    ['changeDevice', 'hidden: false', { hidden: false }, false],
    ['changeDevice', 'secure: false', { secure: false }, false],
    ['chooseHome', 'the longest', { home: text(64) }, true],
    ['chooseHome', 'one that is too long', { home: text(65) }, false],
    ['chooseHome', 'none', {}, false],
    ['chooseHome', 'null', { home: null }, false],
    ['handOver', 'the longest', { sub: text(128) }, true],
    ['handOver', 'one that is too long', { sub: text(129) }, false],
    ['handOver', 'nobody', {}, false],
    ['invite', 'anybody', {}, true],
    ['invite', 'an address', { email: 'guest@example.org' }, true],
    ['invite', 'the longest address', { email: email(254) }, true],
    ['invite', 'an address that is too long', { email: email(255) }, false],
    ['invite', 'a host of one word', { email: 'guest@localhost' }, false],
    ['invite', 'a label that is too long', { email: `guest@${text(64)}.org` }, false],
    ['invite', 'letters that look alike', { email: 'gueſt@example.org' }, false],
    ['invite', 'two addresses', { email: 'a@example.org,b@example.org' }, false],
    ['invite', 'null', { email: null }, false],
    ['acceptInvitation', 'the longest', { token: text(256) }, true],
    ['acceptInvitation', 'one that is too long', { token: text(257) }, false],
    ['acceptInvitation', 'an empty one', { token: '' }, false],
    ['makePackage', 'nothing', {}, true],
    ...LOCALES.map((locale): [string, string, unknown, boolean] => ['makePackage', locale, { locale }, true]),
    ['makePackage', 'another language', { locale: 'pl-PL' }, false],
    ['sendHints', 'a hundred', hintsOf(100), true],
    ['sendHints', 'a hundred and one', hintsOf(101), false],
    ['sendHints', 'none', [], false],
    ['sendHints', 'the longest entity id', { entity_id: `light.${text(233)}` }, true],
    ['sendHints', 'an entity id that is too long', { entity_id: `light.${text(234)}` }, false],
    ['sendHints', 'capitals', { entity_id: 'light.Kitchen' }, false],
    ['sendHints', 'the longest state', { entity_id: 'event.door', state: text(255) }, true],
    ['sendHints', 'a state that is too long', { entity_id: 'event.door', state: text(256) }, false],
    [
      'sendHints',
      'a time',
      { entity_id: 'event.door', last_changed: '2026-11-21T08:00:00.123456+00:00' },
      true,
    ],
    [
      'sendHints',
      'a time without a zone',
      { entity_id: 'event.door', last_changed: '2026-11-21T08:00:00' },
      false,
    ],
    ['sendHints', 'a heartbeat', { event: 'heartbeat' }, true],
    ['sendHints', 'a heartbeat with much', changed(300), true],
    ['sendHints', 'a heartbeat with too much', changed(301), false],
    ['sendHints', 'a heartbeat with nonsense', { event: 'heartbeat', changed: [7, null, 'Nonsense'] }, true],
    ['sendHints', 'a start', { event: 'homeassistant_started' }, true],
    ['sendHints', 'a start with changes', { event: 'homeassistant_started', changed: [] }, false],
    ['sendHints', 'another event', { event: 'state_changed' }, false],
    ['sendHints', 'both', { event: 'heartbeat', entity_id: 'light.kitchen' }, false],
    ...Object.keys(READERS).flatMap((id): [string, string, unknown, boolean][] => [
      [id, 'null', null, false],
      [id, 'a text', 'text', false],
      [id, 'a list of texts', ['text'], false],
    ]),
  ])('%s, %s', (id, _what, body, isFine) => {
    expect({ written: isWritten(id, body), taken: isTaken(id, body) }).toEqual({
      written: isFine,
      taken: isFine,
    });
  });
});

/** What the document says in words only, and the functions refuse. */
describe('what a schema cannot say', () => {
  test.each<[string, unknown]>([
    ['probeHome', { url: 'ftp://home.example.org' }],
    ['probeHome', { url: 'https://name:password@home.example.org' }],
    ['probeHome', { url: 'https://home.example.org:22' }],
    ['probeHome', { url, headers: { Host: 'elsewhere' } }],
    ['probeHome', { url, headers: { 'X-Forwarded-For': '192.0.2.1' } }],
    ['probeHome', { url, tls: { ca: pem(99) } }],
    ['sendHints', { entity_id: 'event.door', last_changed: '2026-13-41T08:00:00Z' }],
  ])('%s %j', (id, body) => {
    expect({ written: isWritten(id, body), taken: isTaken(id, body) }).toEqual({
      written: true,
      taken: false,
    });
  });

  test('spaces around a text are dropped before it is measured', () => {
    expect(isTaken('changeHome', { name: `  ${text(60)}  ` })).toBe(true);
    expect(isWritten('changeHome', { name: `  ${text(60)}  ` })).toBe(false);
  });

  test('lengths are counted as JavaScript does', () => {
    expect(isTaken('changeHome', { name: '🏠'.repeat(30) })).toBe(true);
    expect(isTaken('changeHome', { name: '🏠'.repeat(31) })).toBe(false);
  });
});

/** Texts of all sorts, without spaces at the ends and in one UTF-16 unit a character: see above. */
const someText = fc
  .oneof(
    fc.string({ maxLength: 70 }),
    fc.string({ unit: 'binary', maxLength: 70 }),
    fc.constantFrom(text(60), text(61)),
  )
  .filter((it) => it.trim() === it && [...it].length === it.length);
const someValue = fc.oneof(
  someText,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.constant({}),
  fc.constant([]),
);
const someFields = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    { ...fields, more: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, someValue) },
    { requiredKeys: [] },
  );
const orWrong = (good: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: good }, someValue);
const entityId = fc.stringMatching(/^[a-z_]{1,8}\.[a-z0-9_]{1,8}$/);

describe('whatever is sent: the document and the functions say the same', () => {
  const bodies: Record<string, fc.Arbitrary<unknown>> = {
    changeHome: someFields({
      name: orWrong(someText),
      paused: orWrong(fc.boolean()),
      assistant: orWrong(fc.oneof(fc.constant(null), fc.stringMatching(/^[\w.-]{1,9}$/))),
    }),
    changeDevice: someFields({
      hidden: orWrong(fc.constant(true)),
      name: orWrong(someText),
      category: orWrong(fc.constantFrom(...DISPLAY_CATEGORIES)),
      secure: orWrong(fc.constant(true)),
    }),
    chooseHome: someFields({ home: orWrong(someText) }),
    handOver: someFields({ sub: orWrong(fc.uuid()) }),
    invite: someFields({ email: orWrong(fc.oneof(fc.emailAddress(), someText)) }),
    acceptInvitation: someFields({ token: orWrong(someText) }),
    finishSignIn: someFields({ state: orWrong(someText), code: orWrong(someText) }),
    makePackage: someFields({ locale: orWrong(fc.constantFrom(...LOCALES)) }),
    connectHome: someFields({
      // Which texts are addresses no schema can say.
      url: fc.constantFrom<unknown>(url, url, 'home.example.org', '', 7, null, [url]),
      token: orWrong(fc.stringMatching(/^[\w.-]{1,20}$/)),
      name: orWrong(someText),
      revokeOnDisconnect: orWrong(fc.boolean()),
      headers: orWrong(
        fc.dictionary(fc.stringMatching(/^x-[a-z]{1,5}$/), orWrong(fc.stringMatching(/^[ -~]{0,9}$/))),
      ),
    }),
    sendHints: fc.oneof(
      someFields({ entity_id: orWrong(entityId), state: orWrong(someText) }),
      fc.array(someFields({ entity_id: orWrong(entityId) }), { maxLength: 4 }),
      someFields({
        event: orWrong(fc.constantFrom('heartbeat', 'homeassistant_started', 'entity_registry_updated')),
        changed: orWrong(fc.array(someValue)),
      }),
    ),
  };
  test.each(Object.entries(bodies))('%s', (id, body) => {
    fc.assert(
      fc.property(body, (one) => {
        const sent: unknown = JSON.parse(JSON.stringify(one));
        expect(isWritten(id, sent)).toBe(isTaken(id, sent));
      }),
      { numRuns: 400 },
    );
  });
});
