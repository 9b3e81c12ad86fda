import type { GatewayEvent } from '../../amazon-control.ts';
import type { Endpoint } from '../../catalogue.ts';
import { arrayAt, stringAt, valueAt } from '../../checks/json.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { propertyText } from '../property-text.ts';
import { warnProblems } from '../show-exchange.ts';

/** The stand-in holds a request open this long before it says "nothing yet". */
const waitSeconds = 25;

/** `watch`: events as they reach the event gateway's stand-in, until Ctrl-C. */
export const watch: Command = {
  usage: '[--after SEQ] [--once]',
  summary: "watch the events that reach the gateway's stand-in (Ctrl-C ends it)",
  options: ['after', 'once'],
  async run(context) {
    const { alexa, options, print, signal, checker } = context;
    const devices = (await alexa.session())?.catalogue?.endpoints ?? [];
    const once = options.once === true;
    let after = await startingPoint(context, once);
    let sound = true;
    if (!once) print.line(print.style('dim', 'Watching for events; Ctrl-C ends it.'));
    while (!signal.aborted) {
      const page = await nextPage(context, after, once ? 0 : waitSeconds);
      if (page === undefined) break;
      for (const event of page.events) {
        const problems = checker.check(event.message);
        sound &&= problems.length === 0;
        print.message(event.message);
        showEvent(context, event, devices);
        warnProblems(print, problems);
      }
      after = page.next;
      if (once && page.events.length === 0) break;
    }
    print.line(print.style('dim', checker.summary()));
    return sound ? exitCodes.ok : exitCodes.problems;
  },
};

/** `--after`; else everything there is with `--once`, and only what is new without it. */
async function startingPoint({ alexa, options }: Context, once: boolean): Promise<number> {
  if (options.after !== undefined) {
    if (!/^\d{1,15}$/.test(options.after)) throw new UsageError('--after takes the number of an event');
    return Number(options.after);
  }
  let next = 0;
  while (!once) {
    const page = await alexa.events(next);
    next = page.next;
    if (page.events.length === 0) break;
  }
  return next;
}

async function nextPage({ alexa, signal }: Context, after: number, wait: number) {
  try {
    return await alexa.events(after, { waitSeconds: wait, signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function showEvent({ print }: Context, event: GatewayEvent, devices: readonly Endpoint[]): void {
  const namespace = stringAt(event.message, 'event', 'header', 'namespace') ?? '?';
  const name = stringAt(event.message, 'event', 'header', 'name') ?? '?';
  const time = event.at.replace(/^.*T|\.\d+Z$/g, '');
  const about = endpointIds(event.message).map(
    (id) => devices.find(({ endpointId }) => endpointId === id)?.friendlyName ?? id,
  );
  const kind = print.style(
    'bold',
    namespace === 'Alexa' ? name : `${namespace.replace(/^Alexa\./, '')} ${name}`,
  );
  print.line(`${print.style('dim', `#${event.seq} ${time}`)} ${kind} ${about.join(', ')}`.trimEnd());
  const changed = arrayAt(event.message, 'event', 'payload', 'change', 'properties') ?? [];
  for (const property of changed) print.line(`  ${propertyText(property).join(' ')}`);
}

function endpointIds(message: unknown): readonly string[] {
  const listed = arrayAt(message, 'event', 'payload', 'endpoints') ?? [];
  return [valueAt(message, 'event', 'endpoint'), ...listed]
    .map((endpoint) => stringAt(endpoint, 'endpointId'))
    .filter((id) => id !== undefined);
}
