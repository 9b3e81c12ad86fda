import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as outcomes from '../../lib/outcomes/index.ts';
import { REMEDIES } from '../../lib/outcomes/remedies.ts';
import { toAlexaError } from '../../lib/outcomes/to-alexa.ts';
import { toHttpError } from '../../lib/outcomes/to-http.ts';
import { spokenError } from '../../local/alexa/cli/spoken.ts';

const cellsOf = (line: string) =>
  line
    .slice(1, -1)
    .split(' | ')
    .map((cell) => cell.trim());

/** The rows of all tables in docs/errors.md whose first heading is this one, as trimmed cells. */
function rowsBelow(firstHeading: string): string[][] {
  const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const rows: string[][] = [];
  let inside = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) inside = false;
    else if (cellsOf(line)[0] === firstHeading) inside = true;
    else if (inside && !/^\| ?-/.test(line)) rows.push(cellsOf(line));
  }
  return rows;
}

/** One of each outcome that there is; what it carries does not matter here. */
const instances = Object.values(outcomes)
  .filter(
    (exported) =>
      typeof exported === 'function' &&
      exported !== outcomes.Outcome &&
      exported.prototype instanceof outcomes.Outcome,
  )
  .map((Class) => Reflect.construct(Class, []) as outcomes.Outcome);

const documented = new Map(rowsBelow('outcome').map(([code = '', ...cells]) => [code.slice(1, -1), cells]));

describe('docs/errors.md', () => {
  it('has each outcome once, and none that is gone', () => {
    expect(instances.length).toBeGreaterThan(40);
    expect(rowsBelow('outcome').map(([code]) => code)).toHaveLength(documented.size);
    expect([...documented.keys()].sort()).toEqual(instances.map(({ code }) => code).sort());
  });

  it.each(instances.map((outcome) => [outcome.code, outcome] as const))(
    'tells %s as the code does',
    (code, outcome) => {
      const [type, status, advice = ''] = documented.get(code) ?? [];
      expect(type).toBe(toAlexaError(outcome).type);
      expect(status).toBe(String(toHttpError(outcome).statusCode));
      const remedy = REMEDIES[code as keyof typeof REMEDIES];
      if (remedy !== undefined) expect(advice).toBe(remedy);
      else expect(advice).toMatch(/^— \S.*\.$/);
    },
  );

  it('says of each type that is sent about what Alexa makes of it', () => {
    const sent = new Set(instances.map((outcome) => toAlexaError(outcome).type));
    expect(rowsBelow('type')).toEqual(
      [...sent].sort().map((type) => [type, spokenError(type, 'Kitchen light')]),
    );
  });
});
