import type { Locale } from '../../infra/skill/locales.ts';
import { type AmazonControl, createAmazonControl } from './amazon-control.ts';
import { parseEndpoints } from './catalogue.ts';
import type { Checker } from './checks/checker.ts';
import { arrayAt, type JsonObject, stringAt } from './checks/json.ts';
import type { Problem } from './checks/problem.ts';
import { acceptGrantDirective, type Directive, discoverDirective, endpointDirective } from './directives.ts';
import { createInvoke, type Invoke } from './invoke.ts';
import { createLink, type Link } from './link.ts';
import type { SessionStore } from './session.ts';
import type { Fetch, SignIn } from './sign-in.ts';
import { createFormSignIn } from './sign-in-form.ts';
import { createSkillSide, type SkillExchange } from './skill-side.ts';
import { createTalk, type Talk } from './speech/talk.ts';
import type { Stack } from './stack.ts';

/** One directive and what came back. */
export type Exchange = {
  /** What was sent, whole. It holds the link's token: not for printing. */
  readonly directive: unknown;
  /** What came back, as it came. */
  readonly message: unknown;
  /** The error's type when it is an ErrorResponse. */
  readonly error: string | undefined;
  readonly problems: readonly Problem[];
  readonly elapsedMs: number;
  /** The answer made Alexa delete the link (INVALID_ or EXPIRED_AUTHORIZATION_CREDENTIAL). */
  readonly unlinked: boolean;
};

/** Alexa, for one Amazon account. */
export type Alexa = Link & {
  /** Login with Amazon's code from the stand-in, handed over by AcceptGrant. Throws ControlError without one. */
  readonly grant: () => Promise<Exchange>;
  /** Discover; the endpoints are remembered in the session. */
  readonly discover: () => Promise<Exchange>;
  readonly directive: (
    namespace: string,
    name: string,
    endpointId: string,
    payload?: JsonObject,
    instance?: string,
  ) => Promise<Exchange>;
  readonly reportState: (endpointId: string) => Promise<Exchange>;
  /** Sends any event as it is. `asOwnLink` says that it carries this link's token, which its answer may end. */
  readonly send: (event: unknown, options?: { readonly asOwnLink?: boolean }) => Promise<Exchange>;
  /**
   * Says to the skill that it was enabled, and with which account; said again under the same id until `disable`.
   * Throws NotLinkedError without a link.
   */
  readonly enable: () => Promise<readonly SkillExchange[]>;
  /** Says that the skill was disabled, and forgets the link. Throws NotEnabledError when it was not enabled. */
  readonly disable: () => Promise<SkillExchange>;
  /** Somebody in front of an Echo: one session after the other. `onProgress` hears what comes before an answer. */
  readonly talk: (locale: Locale, onProgress?: (speech: string) => void) => Talk;
  readonly events: AmazonControl['events'];
  readonly close: () => void;
};

/** Answers that make Alexa delete the customer's tokens (Amazon, "Validate and use access tokens"). */
const unlinking: readonly string[] = ['INVALID_AUTHORIZATION_CREDENTIAL', 'EXPIRED_AUTHORIZATION_CREDENTIAL'];

/**
 * Does what Alexa does against one stack: links, refreshes, sends directives and events about the skill through AWS's
 * Lambda Invoke API within Alexa's eight seconds, checks every answer, and deletes the link where Alexa would.
 *
 * `signIn` defaults to the login form over plain HTTP; `invoke` to the stack's Lambda. All methods that send a
 * directive throw NotLinkedError without a link, InvokeError when no answer came, UnreachableError when the stack
 * is down.
 */
export function createAlexa(ports: {
  readonly stack: Stack;
  readonly session: SessionStore;
  readonly checker: Checker;
  readonly fetch?: Fetch;
  readonly signIn?: SignIn;
  readonly invoke?: Invoke;
  readonly now?: () => number;
}): Alexa {
  const { stack, session, checker, fetch = globalThis.fetch, now = Date.now } = ports;
  const lambda = ports.invoke ?? createInvoke({ lambda: stack.lambda, region: stack.cognito.region });
  const link = createLink({
    cognito: stack.cognito,
    session,
    fetch,
    now,
    signIn: ports.signIn ?? createFormSignIn({ fetch }),
  });
  const control = createAmazonControl({ url: stack.amazon?.control, fetch });

  const send: Alexa['send'] = async (event, { asOwnLink = false } = {}) => {
    const started = now();
    const message = await lambda.invoke(event);
    const elapsedMs = now() - started;
    const isError = stringAt(message, 'event', 'header', 'name') === 'ErrorResponse';
    const error = isError ? (stringAt(message, 'event', 'payload', 'type') ?? 'UNKNOWN') : undefined;
    const unlinked = asOwnLink && error !== undefined && unlinking.includes(error);
    if (unlinked) await session.remove();
    return {
      directive: event,
      message,
      error,
      problems: checker.check(message, { directive: event }),
      elapsedMs,
      unlinked,
    };
  };
  const sendOwn = (directive: Directive) => send(directive, { asOwnLink: true });

  const directive: Alexa['directive'] = async (namespace, name, endpointId, payload = {}, instance) => {
    const { accessToken: token, catalogue } = await link.fresh();
    const cookie = catalogue?.endpoints.find((endpoint) => endpoint.endpointId === endpointId)?.cookie ?? {};
    return sendOwn(endpointDirective({ namespace, name, endpointId, payload, instance, cookie, token }));
  };

  const skill = createSkillSide({ stack, session, link, lambda, now });

  return {
    ...link,
    ...skill,
    talk: (locale, onProgress) =>
      createTalk({
        stack,
        session,
        link,
        lambda,
        now,
        locale,
        progress: control.progress,
        ...(onProgress !== undefined && stack.amazon !== undefined ? { onProgress } : {}),
      }),
    send,
    directive,
    async grant() {
      const { accessToken } = await link.fresh();
      return sendOwn(
        acceptGrantDirective(accessToken, await control.grant(`amzn1.account.${session.account}`)),
      );
    },
    async discover() {
      const linked = await link.fresh();
      const exchange = await sendOwn(discoverDirective(linked.accessToken));
      const endpoints = arrayAt(exchange.message, 'event', 'payload', 'endpoints');
      if (exchange.error === undefined && endpoints !== undefined) {
        // What the skill taught in the meantime stays known.
        const { taught } = (await session.read()) ?? {};
        const kept = taught === undefined ? linked : { ...linked, taught };
        await session.write({ ...kept, catalogue: { at: now(), endpoints: parseEndpoints(endpoints) } });
      }
      return exchange;
    },
    reportState: (endpointId) => directive('Alexa', 'ReportState', endpointId),
    events: control.events,
    close: lambda.close,
  };
}
