import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isReservedHeader } from '../../lib/home-assistant/home-access.ts';
import { connect as german } from '../../portal/i18n/de/connect.ts';
import { connect } from '../../portal/i18n/en/connect.ts';
import { outcomes } from '../../portal/i18n/en/outcomes.ts';
import { TRUSTED_PROXY } from '../../portal/pages/connect/trusted-proxy.ts';
import { ACCESS_HEADERS, ASKED } from '../harness/cloudflare.ts';
import { FAILURES } from '../harness/probe-failures.ts';

const guide = readFileSync(new URL('../../docs/cloudflare-tunnel.md', import.meta.url), 'utf8');

/** The rows of the table whose first heading this is, as trimmed cells. */
function rowsBelow(heading: string): string[][] {
  const lines = guide.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  return lines.slice(start + 2, start + length).map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

const codes = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('docs/cloudflare-tunnel.md', () => {
  it('names the headers that the wall of the tests asks for, as the page does, and none that is reserved', () => {
    const named = rowsBelow('Header').flatMap(([header = '']) => codes(header));
    expect(named).toEqual(Object.values(ACCESS_HEADERS));
    for (const name of named) {
      expect(isReservedHeader(name)).toBe(false);
      for (const words of [connect, german]) {
        expect(words.advanced.headers.hint).toContain(name);
        expect(words.guide.tunnel.access).toContain(name);
      }
    }
  });

  it('has the lines for configuration.yaml that the page has', () => {
    expect(guide).toContain(`\`\`\`yaml\n${TRUSTED_PROXY}\n\`\`\``);
  });

  it('says what is asked for, and by whom', () => {
    const asked = Object.fromEntries(
      rowsBelow('who').map(([who = '', what = '']) => [who, codes(what).toSorted()]),
    );
    expect(asked).toEqual({ 'your browser': ASKED.browser, Porchlight: ASKED.porchlight });
  });

  it('speaks of failures in the page’s own words, and of such as are seen in the tests', () => {
    const told = rowsBelow('The check says');
    expect(told.length).toBeGreaterThan(7);
    const known = Object.values(outcomes).map(({ what }) => what);
    for (const [words = '', technical = ''] of told) {
      expect(known).toContain(words);
      const seen = FAILURES.filter(({ found }) => found === words);
      expect(seen, words).not.toEqual([]);
      const [status] = codes(technical).filter((code) => code.startsWith('status'));
      if (status !== undefined) expect(seen.map((failure) => failure.technical)).toContain(status);
    }
  });
});
