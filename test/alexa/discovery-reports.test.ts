import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type VettedEndpoint, vetEndpoints } from '../../lib/alexa/discovery.ts';
import { addOrUpdateReport, deleteReport, inMessages } from '../../lib/alexa/discovery-reports.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';

const checker = createChecker();
const MAX_BYTES = 256_000;
/** As long as Amazon's may be. */
const token = new Secret(`Atza|${'t'.repeat(2_043)}`);

const text = fc
  .string({ minLength: 1, maxLength: 128, unit: 'binary' })
  .map((written) => `é${written.slice(1)}`);

/** What a home may have, up to the largest that is let through. */
const endpoint = fc
  .record({
    friendlyName: text,
    description: text,
    manufacturerName: text,
    instances: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 3 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 98 }) },
    ),
    bulk: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 30 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 1_900 }) },
    ),
  })
  .map(({ instances, bulk, ...texts }) => ({
    ...texts,
    displayCategories: ['LIGHT'],
    capabilities: [
      { type: 'AlexaInterface', interface: 'Alexa', version: '3' },
      ...Array.from({ length: instances }, (_none, index) => ({
        type: 'AlexaInterface',
        interface: 'Alexa.ModeController',
        instance: `mode.${index}`,
        version: '3',
        properties: { supported: [{ name: 'mode' }], proactivelyReported: true, retrievable: true },
        capabilityResources: {
          friendlyNames: [{ '@type': 'text', value: { text: 'Mode'.repeat(bulk / 4 + 1), locale: 'en-US' } }],
        },
        configuration: { ordered: false, supportedModes: [] },
      })),
    ],
  }));

const endpoints = fc.array(endpoint, { maxLength: 700, size: 'max' }).map(
  (raw) =>
    vetEndpoints(
      raw.map((each, index) => ({ ...each, endpointId: `light#n${index}` })),
      'khome12',
    ).endpoints,
);

const bytesOf = (message: object) => Buffer.byteLength(JSON.stringify(message));
const idsIn = (message: ReturnType<typeof deleteReport>) =>
  message.event.payload.endpoints.map((each) => (each as { endpointId: string }).endpointId);

describe('endpoints in messages', () => {
  test('none is lost or told twice, and each message is within the limits', () => {
    const sizes: number[] = [];
    fc.assert(
      fc.property(endpoints, (all) => {
        const chunks = inMessages(all);
        const messages = chunks.map((chunk) => addOrUpdateReport(chunk, token));
        expect(messages.flatMap(idsIn)).toEqual(all.map(({ endpointId }) => endpointId));
        for (const message of messages) {
          expect(idsIn(message).length).toBeGreaterThan(0);
          expect(idsIn(message).length).toBeLessThanOrEqual(300);
          expect(bytesOf(message)).toBeLessThanOrEqual(MAX_BYTES);
        }
        // No more messages than need be: a chunk does not end where the next endpoint had fitted.
        for (const [index, chunk] of chunks.slice(0, -1).entries()) {
          const next = chunks[index + 1]?.[0] as VettedEndpoint;
          const fuller = addOrUpdateReport([...chunk, next], token);
          expect(chunk.length === 300 || bytesOf(fuller) > MAX_BYTES - 4_000).toBe(true);
        }
        sizes.push(chunks.length);
      }),
      { numRuns: 60 },
    );
    // The examples were worth it: some needed one message, some several.
    expect(Math.min(...sizes)).toBeLessThan(2);
    expect(Math.max(...sizes)).toBeGreaterThan(2);
  });

  test('the largest endpoint that is let through fits', () => {
    const [large] = fc.sample(endpoint, 1);
    const filler = Array.from({ length: 98 }, (_none, index) => ({
      type: 'AlexaInterface',
      interface: 'Alexa.ModeController',
      instance: `mode.${index}`,
      version: '3',
      note: 'x'.repeat(1_950),
    }));
    const raw = {
      ...large,
      endpointId: 'light#large',
      capabilities: [{ type: 'AlexaInterface', interface: 'Alexa', version: '3' }, ...filler],
    };
    const vetted = vetEndpoints([raw], 'khome12').endpoints;
    expect(vetted).toHaveLength(1);
    expect(bytesOf(vetted)).toBeGreaterThan(190 * 1024);
    for (const chunk of inMessages([...vetted, ...vetted])) {
      expect(bytesOf(addOrUpdateReport(chunk, token))).toBeLessThanOrEqual(MAX_BYTES);
    }
  });

  test.each([
    [0, []],
    [1, [1]],
    [300, [300]],
    [301, [300, 1]],
    [900, [300, 300, 300]],
  ])('%i of those that are gone', (count, sizes) => {
    const gone = Array.from({ length: count }, (_none, index) => ({ endpointId: `khome12:light#${index}` }));
    expect(inMessages(gone).map(({ length }) => length)).toEqual(sizes);
  });
});

describe('a report', () => {
  const light = {
    endpointId: 'khome12:light#kitchen',
    friendlyName: 'Kitchen',
    description: 'A light',
    manufacturerName: 'Home Assistant',
    displayCategories: ['LIGHT'],
    capabilities: [{ type: 'AlexaInterface', interface: 'Alexa', version: '3' }],
    additionalAttributes: { customIdentifier: 'one' },
  };

  test('of devices that are there is valid, each time under another id', () => {
    const first = addOrUpdateReport([light], token);
    expect(checker.check(first)).toEqual([]);
    expect(first.event.payload).toEqual({
      endpoints: [light],
      scope: { type: 'BearerToken', token: token.reveal() },
    });
    const second = addOrUpdateReport([light], token);
    expect(second.event.header.messageId).not.toBe(first.event.header.messageId);
  });

  // Amazon's schema does not know it, so it is held against the documentation's example by hand.
  test('of devices that are gone has their ids and nothing else of them', () => {
    const message = deleteReport([light], token);
    expect(message).toEqual({
      event: {
        header: {
          namespace: 'Alexa.Discovery',
          name: 'DeleteReport',
          messageId: expect.stringMatching(/^[a-zA-Z0-9-]{1,127}$/),
          payloadVersion: '3',
        },
        payload: {
          endpoints: [{ endpointId: 'khome12:light#kitchen' }],
          scope: { type: 'BearerToken', token: token.reveal() },
        },
      },
    });
    expect(checker.check(message)).toEqual([]);
  });
});
