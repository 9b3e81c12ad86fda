import { randomUUID } from 'node:crypto';
import { stringAt } from '../../checks/json.ts';
import { type Command, UsageError } from '../command.ts';
import { showExchange } from '../show-exchange.ts';

const tokenPlaceholder = '{{token}}';
const uuidPlaceholder = '{{uuid}}';

/**
 * `raw FILE`: sends a JSON file (`-` is standard input). In its strings `{{token}}` stands for this link's access
 * token and `{{uuid}}` for a fresh UUID, each time another. A bearer scope without any token is given this link's
 * too: so the console test event of Home Assistant's guides, which leaves it out, works as it is printed there.
 */
export const raw: Command = {
  usage: 'FILE',
  summary: 'send a JSON file; {{token}} and {{uuid}} in it, and a missing token, are filled in',
  options: [],
  async run(context) {
    if (context.words.length !== 1) throw new UsageError('This needs one FILE, or - for standard input');
    const event = withTokenPlaceholder(parse(await context.readInput()));
    const asOwnLink = JSON.stringify(event).includes(tokenPlaceholder);
    const token = asOwnLink ? (await context.alexa.fresh()).accessToken : '';
    const exchange = await context.alexa.send(fill(event, token), { asOwnLink });
    const header = ['event', 'header'] as const;
    const namespace = stringAt(exchange.message, ...header, 'namespace') ?? 'no namespace';
    const name = stringAt(exchange.message, ...header, 'name') ?? 'no name';
    return showExchange(context, exchange, `The skill answered with ${namespace}/${name}.`);
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError('The file is no JSON', { cause });
  }
}

/** Puts the placeholder where a bearer scope has no token at all. */
function withTokenPlaceholder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTokenPlaceholder);
  if (typeof value !== 'object' || value === null) return value;
  const filled = Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, withTokenPlaceholder(inner)]),
  );
  return filled.type === 'BearerToken' && !('token' in filled)
    ? { ...filled, token: tokenPlaceholder }
    : filled;
}

function fill(value: unknown, token: string): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(tokenPlaceholder, () => token).replaceAll(uuidPlaceholder, () => randomUUID());
  }
  if (Array.isArray(value)) return value.map((item: unknown) => fill(item, token));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, fill(inner, token)]));
  }
  return value;
}
