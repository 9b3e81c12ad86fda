import { describe, expect, it } from 'vitest';
import { InvokeError, NotLinkedError } from '../../local/alexa/errors.ts';
import { deviceOf } from '../../local/alexa-page/device-view.ts';
import { allSentences, failureOf, sentenceFor } from '../../local/alexa-page/sentences.ts';
import { withheld } from '../../local/alexa-page/withheld.ts';
import { directiveInWords } from '../../local/alexa-page/wording.ts';

describe('what Alexa says', () => {
  const sentences = allSentences('Kitchen light');

  it('is a sentence of its own for each error type', () => {
    expect(sentences.length).toBeGreaterThan(50);
    const general = sentenceFor('NO_SUCH_TYPE', 'Kitchen light');
    for (const [type, sentence] of sentences) {
      expect(sentence, type).toMatch(/^[A-Z].*\.$/);
      if (type !== 'INTERNAL_ERROR') expect(sentence, type).not.toBe(general);
    }
  });

  it.each([
    ['timeout', "Sorry, kitchen light isn't responding."],
    ['function-error', "Sorry, kitchen light isn't responding."],
    ['no-json', 'Sorry, something went wrong with kitchen light.'],
  ] as const)('is something also when there was no answer (%s)', (kind, said) => {
    expect(failureOf(new InvokeError(kind, 'because'), 'kitchen light')).toEqual({
      error: `no answer (${kind})`,
      said,
    });
  });

  it('asks to link again when the link is gone', () => {
    expect(failureOf(new NotLinkedError('robin', 'refused')).said).toContain('link it again');
  });
});

describe('messages for people to read', () => {
  it('hold no credential, wherever it stands and however it is written', () => {
    const token = 'to"ken\\of-the-link';
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
    const directive = { directive: { endpoint: { scope: { type: 'BearerToken', token } } } };
    const answer = { event: { payload: { message: `${token} ${jwt} Atza|abc.def` } } };
    expect(withheld(directive, { sent: directive, received: answer })).toEqual({
      sent: { directive: { endpoint: { scope: { type: 'BearerToken', token: '(withheld)' } } } },
      received: { event: { payload: { message: '(withheld) (withheld) (withheld)' } } },
    });
  });

  it('hold no credential of a request to the skill either', () => {
    const user = { userId: 'amzn1.ask.account.A', accessToken: 'token-of-the-link' };
    const system = { user, apiAccessToken: 'token-for-one-request', apiEndpoint: 'https://example.com' };
    const event = { session: { user }, context: { System: system } };
    const text = JSON.stringify(withheld(event, { sent: event, received: { said: user.accessToken } }));
    expect(text).not.toContain('token-');
    expect(text).toContain('amzn1.ask.account.A');
  });

  it.each([
    ['SetBrightness', { brightness: 40 }, 'Set brightness 40'],
    [
      'SetTargetTemperature',
      { targetSetpoint: { value: 21.5, scale: 'CELSIUS' } },
      'Set target temperature 21.5 CELSIUS',
    ],
    ['TurnOn', {}, 'Turn on'],
  ])('have a title: %s', (name, payload, title) => {
    expect(directiveInWords(name, payload)).toBe(title);
  });
});

describe('a device', () => {
  it('has what its controls need, out of the discovery', () => {
    const device = deviceOf({
      endpointId: 'k1:cover#blind',
      friendlyName: 'Blind',
      displayCategories: ['INTERIOR_BLIND', 'OTHER'],
      capabilities: [
        {
          interface: 'Alexa.RangeController',
          instance: 'cover.position',
          capabilityResources: {
            friendlyNames: [{ '@type': 'asset', value: { assetId: 'Alexa.Setting.Opening' } }],
          },
          configuration: {
            supportedRange: { minimumValue: 0, maximumValue: 100, precision: 5 },
            unitOfMeasure: 'Alexa.Unit.Percent',
          },
        },
        { interface: 'Alexa.ThermostatController', configuration: { supportedModes: ['HEAT', 'ECO'] } },
        { interface: 'Alexa.SceneController', supportsDeactivation: true },
        'nonsense',
      ],
    });
    expect(device).toEqual({
      id: 'k1:cover#blind',
      name: 'Blind',
      category: 'INTERIOR_BLIND',
      properties: [],
      capabilities: [
        {
          interface: 'Alexa.RangeController',
          instance: 'cover.position',
          label: 'Opening',
          range: { min: 0, max: 100, step: 5, unit: 'Alexa.Unit.Percent' },
        },
        {
          interface: 'Alexa.ThermostatController',
          modes: [
            { value: 'HEAT', label: 'Heat' },
            { value: 'ECO', label: 'Eco' },
          ],
        },
        { interface: 'Alexa.SceneController', canStop: true },
      ],
    });
  });

  it('is none without an id and a name', () => {
    expect([deviceOf({}), deviceOf('x'), deviceOf({ endpointId: 'a' })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
