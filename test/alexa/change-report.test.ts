import { describe, expect, test } from 'vitest';
import { type ChangeCause, changeReport } from '../../lib/alexa/change-report.ts';
import type { Property } from '../../lib/alexa/message.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';

const checker = createChecker();
const token = new Secret('Atza|a-token');
const property = (namespace: string, name: string, value: unknown): Property => ({
  namespace,
  name,
  value,
  timeOfSample: '2026-11-21T08:00:00.00Z',
  uncertaintyInMilliseconds: 0,
});
const power = property('Alexa.PowerController', 'powerState', 'ON');
const brightness = property('Alexa.BrightnessController', 'brightness', 40);
const health = property('Alexa.EndpointHealth', 'connectivity', { value: 'OK' });
const endpointId = 'kabcdefg:light#kitchen';

describe('a ChangeReport', () => {
  test('says what changed in its payload, and the rest of the state beside it', () => {
    const change = {
      endpointId,
      cause: 'PHYSICAL_INTERACTION',
      changed: [power],
      unchanged: [brightness, health],
    } as const;
    const report = changeReport(change, token);
    expect(checker.check(report)).toEqual([]);
    expect(report).toMatchObject({
      event: {
        header: { namespace: 'Alexa', name: 'ChangeReport', payloadVersion: '3' },
        endpoint: { endpointId, scope: { type: 'BearerToken', token: 'Atza|a-token' } },
        payload: { change: { cause: { type: 'PHYSICAL_INTERACTION' }, properties: [power] } },
      },
      context: { properties: [brightness, health] },
    });
    expect(report.event.header).not.toHaveProperty('correlationToken');
  });

  test.each<ChangeCause>(['PHYSICAL_INTERACTION', 'APP_INTERACTION', 'PERIODIC_POLL', 'RULE_TRIGGER'])(
    'may be caused by %s',
    (cause) => {
      const report = changeReport({ endpointId, cause, changed: [power], unchanged: [] }, token);
      expect(checker.check(report)).toEqual([]);
    },
  );

  test('in which everything changed has an empty context', () => {
    const change = {
      endpointId,
      cause: 'APP_INTERACTION',
      changed: [power, brightness],
      unchanged: [],
    } as const;
    const report = changeReport(change, token);
    expect(checker.check(report)).toEqual([]);
    expect(report.context).toEqual({ properties: [] });
  });

  test('is another message each time', () => {
    const change = { endpointId, cause: 'APP_INTERACTION', changed: [power], unchanged: [] } as const;
    const ids = Array.from({ length: 50 }, () => changeReport(change, token).event.header.messageId);
    expect(new Set(ids).size).toBe(50);
  });
});
