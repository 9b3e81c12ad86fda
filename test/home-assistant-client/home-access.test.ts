import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertExtraHeaders, parseHomeUrl } from '../../lib/home-assistant/home-access.ts';
import { RequestInvalid } from '../../lib/outcomes/request.ts';
import { Secret } from '../../lib/vault/secret.ts';

describe('what people type as the address of their home', () => {
  test.each([
    ['https://home.example.org', 'https://home.example.org'],
    ['  https://home.example.org/  ', 'https://home.example.org'],
    ['home.example.org', 'https://home.example.org'],
    ['home.example.org:8123', 'https://home.example.org:8123'],
    ['home.example.org/lovelace/0?kiosk#x', 'https://home.example.org'],
    ['https://home.example.org:8123/lovelace/default_view', 'https://home.example.org:8123'],
    ['https://home.example.org:443', 'https://home.example.org'],
    ['HTTPS://Home.Example.ORG', 'https://home.example.org'],
    ['http://192.168.1.10:8123', 'http://192.168.1.10:8123'],
    ['192.168.1.10:8123', 'https://192.168.1.10:8123'],
    ['[2001:db8::1]:8123', 'https://[2001:db8::1]:8123'],
    ['https://[2001:DB8:0::1]/', 'https://[2001:db8::1]'],
    ['https://zuhause.müller.example', 'https://zuhause.xn--mller-kva.example'],
    ['https://0x7f.1', 'https://127.0.0.1'],
    ['http://home.example.org:80', 'http://home.example.org'],
  ])('%s', (typed, origin) => {
    expect(parseHomeUrl(typed).href).toBe(`${origin}/`);
  });

  test.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['a sentence', 'my home at the lake'],
    ['a scheme alone', 'https://'],
    ['ftp', 'ftp://home.example.org'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
    ['a WebSocket', 'wss://home.example.org'],
    ['a user', 'https://hunter2@home.example.org'],
    ['a user and password', 'https://robin:hunter2@home.example.org'],
    ['a user and password without scheme', 'robin:hunter2@home.example.org'],
    ['the port of SSH', 'home.example.org:22'],
    ['the port of mail', 'https://home.example.org:25'],
    ['port 0', 'https://home.example.org:0'],
    ['a port too high', 'https://home.example.org:70000'],
    ['a broken IPv6 address', 'https://[2001:db8::1'],
    ['an IPv6 zone', 'https://[fe80::1%25eth0]'],
    ['a blank in the name', 'https://home .example.org'],
    ['too much', `https://home.example.org/${'x'.repeat(2_100)}`],
  ])('%s is refused without being quoted', (_what, typed) => {
    const read = () => parseHomeUrl(typed);
    expect(read).toThrow(RequestInvalid);
    expect(read).toThrow(expect.objectContaining({ data: { field: 'url' } }));
    expect(read).not.toThrow(/hunter2/);
  });

  test('whatever is typed, an origin comes of it that is http or https and has no user, or an error', () => {
    const pieces = fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true }), fc.domain());
    fc.assert(
      fc.property(
        fc.oneof(
          pieces,
          fc.tuple(pieces, pieces).map(([a, b]) => `${a}@${b}`),
        ),
        (typed) => {
          let url: URL;
          try {
            url = parseHomeUrl(typed);
          } catch (error) {
            expect(error).toBeInstanceOf(RequestInvalid);
            return;
          }
          expect(url.href).toBe(`${url.origin}/`);
          expect(url.protocol).toMatch(/^https?:$/);
          expect(parseHomeUrl(url.href).href).toBe(url.href);
        },
      ),
    );
  });
});

describe('extra headers', () => {
  const headers = (entries: Record<string, string>) =>
    Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, new Secret(value)]));

  test.each([
    [{ 'CF-Access-Client-Id': 'abc.access', 'CF-Access-Client-Secret': '0123456789abcdef' }],
    [{ 'X-Api-Key': 'a key with blanks, commas; and "quotes"' }],
    [{ cookie: 'session=1' }],
    [{}],
  ])('%j may be set', (entries) => {
    expect(() => assertExtraHeaders(headers(entries))).not.toThrow();
  });

  const RESERVED = [
    'Host',
    'Authorization',
    'Connection',
    'Keep-Alive',
    'Proxy-Authorization',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Content-Length',
    'Content-Type',
    'Content-Encoding',
    'Forwarded',
    'X-Forwarded-For',
    'X-Forwarded-Proto',
    'X-Real-IP',
    'Accept',
    'Accept-Encoding',
    'User-Agent',
    'Expect',
    'Sec-WebSocket-Key',
  ];
  test.each(RESERVED)('%s is reserved, however it is written', (name) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
      expect(() => assertExtraHeaders(headers({ [spelling]: 'x' }))).toThrow(
        expect.objectContaining({ data: { field: `headers.${spelling}` } }),
      );
    }
  });

  test.each([
    ['an empty name', ''],
    ['a blank', 'x y'],
    ['a colon', 'x:'],
    ['a line break', 'x\r\nHost'],
    ['a letter beyond ASCII', 'x-ä'],
    ['too long a name', 'x'.repeat(129)],
  ])('a name with %s is refused', (_what, name) => {
    expect(() => assertExtraHeaders(headers({ [name]: 'x' }))).toThrow(RequestInvalid);
  });

  test.each([
    ['a line break', 'hunter2\r\nHost: elsewhere'],
    ['a line feed', 'hunter2\nx: y'],
    ['a zero', 'hunter2\0'],
    ['a tab', 'hunter2\t'],
    ['a letter beyond Latin-1', 'hunter2☃'],
    ['too much', `hunter2${'x'.repeat(4_096)}`],
  ])('a value with %s is refused, and not quoted', (_what, value) => {
    const check = () => assertExtraHeaders(headers({ 'x-api-key': value }));
    expect(check).toThrow(expect.objectContaining({ data: { field: 'headers.x-api-key' } }));
    expect(check).not.toThrow(/hunter2/);
  });

  test('ten are enough', () => {
    const many = (count: number) =>
      headers(Object.fromEntries(Array.from({ length: count }, (_none, index) => [`x-${index}`, 'y'])));
    expect(() => assertExtraHeaders(many(10))).not.toThrow();
    expect(() => assertExtraHeaders(many(11))).toThrow(
      expect.objectContaining({ data: { field: 'headers' } }),
    );
  });

  test('whatever passes is a header that HTTP can carry, and none that is reserved', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom(...RESERVED), fc.stringMatching(/^[A-Za-z-]{1,20}$/));
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii' }));
    const reserved = new Set(RESERVED.map((entry) => entry.toLowerCase()));
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 3 }), (entries) => {
        try {
          assertExtraHeaders(headers(entries));
        } catch (error) {
          expect(error).toBeInstanceOf(RequestInvalid);
          return;
        }
        // The platform's own idea of a header, which throws for anything else.
        const carried = new Headers(entries);
        for (const passed of carried.keys()) expect(reserved.has(passed)).toBe(false);
      }),
    );
  });
});
