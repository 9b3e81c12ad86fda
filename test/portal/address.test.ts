import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHomeUrl } from '../../lib/home-assistant/home-access.ts';
import { understandAddress } from '../../portal/address.ts';

describe('an address as somebody types it', () => {
  test.each([
    ['https://home.example.org', 'https://home.example.org', []],
    ['  https://home.example.org/ ', 'https://home.example.org', []],
    ['home.example.org', 'https://home.example.org', ['scheme_added']],
    ['HOME.example.org:8123', 'https://home.example.org:8123', ['scheme_added']],
    ['https://home.example.org/lovelace/0?kiosk', 'https://home.example.org', ['path_dropped']],
    [
      'home.example.org:443/config#x',
      'https://home.example.org:443'.replace(':443', ''),
      ['scheme_added', 'path_dropped'],
    ],
    ['https://home.example.org./lovelace', 'https://home.example.org', ['path_dropped']],
    ['https:/home.example.org', 'https://home.example.org', []],
    ['https//home.example.org', 'https://home.example.org', []],
    ['https;//home.example.org.', 'https://home.example.org', []],
    ['https:\\\\home.example.org\\lovelace', 'https://home.example.org', ['path_dropped']],
    ['<https://home.example.org>.', 'https://home.example.org', []],
    ['“home.example.org”,', 'https://home.example.org', ['scheme_added']],
    ['\u200bhttps://home.example.org\u200b', 'https://home.example.org', []],
    ['2a00:1450::1', 'https://[2a00:1450::1]', ['scheme_added']],
    ['https://bücher.example', 'https://xn--bcher-kva.example', []],
    ['https://https.example.org', 'https://https.example.org', []],
  ])('%s is %s', (typed, origin, mended) => {
    expect(understandAddress(typed)).toEqual({ origin, mended });
    expect(parseHomeUrl(origin).origin).toBe(origin);
  });

  test.each([
    ['homeassistant.local:8123', 'local_name'],
    ['homeassistant', 'local_name'],
    ['ha.fritz.box', 'local_name'],
    ['https://ha.home.arpa', 'local_name'],
    ['localhost:8123', 'local_name'],
    ['192.168.1.5:8123', 'private_address'],
    ['http://10.0.0.2', 'private_address'],
    ['172.16.0.1', 'private_address'],
    ['172.32.0.1', undefined],
    ['100.64.0.1', 'private_address'],
    ['100.128.0.1', undefined],
    ['[fd00::1]:8123', 'private_address'],
    ['[2a00:1450::1]', undefined],
    ['0x7f.1', 'private_address'],
    ['fd00::1', 'private_address'],
    ['::1', 'private_address'],
    ['https://my.home-assistant.io/redirect/profile', 'not_a_home'],
    ['nabucasa.com', 'not_a_home'],
    ['https://hooks.nabu.casa/abc', 'not_a_home'],
    ['https://abc.ui.nabu.casa', undefined],
    ['http://home.example.org', 'plain_http'],
    ['home.local.example.org', undefined],
  ])('%s is cautioned against as %s', (typed, caution) => {
    expect(understandAddress(typed)).toHaveProperty('origin');
    expect(understandAddress(typed)).toMatchObject(caution === undefined ? {} : { caution });
    expect('caution' in understandAddress(typed)).toBe(caution !== undefined);
  });

  test('whatever is typed is understood as something that the server takes, or as none', () => {
    const part = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom(
        'https://',
        'http:/',
        ':8123',
        ':',
        '/lovelace',
        '[',
        ']',
        '@',
        '\\',
        '%',
        '\u200b',
        ' ',
        '"',
        'ß',
      ),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const understood = understandAddress(parts.join(''));
        if (understood.problem !== undefined) return;
        expect(parseHomeUrl(understood.origin).origin).toBe(understood.origin);
        // Typing what it was understood as changes nothing any more.
        expect(understandAddress(understood.origin)).toMatchObject({ origin: understood.origin, mended: [] });
      }),
      { numRuns: 1_000 },
    );
  });

  // The server would refuse each; here it is said before anything is sent.
  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['my home', 'no_address'],
    ['https://', 'no_address'],
    ['ftp://home.example.org', 'not_web'],
    ['javascript://home.example.org', 'not_web'],
    ['https://me:secret@home.example.org', 'credentials'],
    ['home.example.org:22', 'port'],
    ['home.example.org:99999', 'no_address'],
  ])('"%s" is none: %s', (typed, problem) => {
    expect(understandAddress(typed)).toEqual({ problem });
    expect(() => parseHomeUrl(typed)).toThrow();
  });
});
