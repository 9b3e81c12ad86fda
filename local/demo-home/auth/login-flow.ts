import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../alexa/message.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Exchange, Route } from '../http/router.ts';
import type { Codes } from './codes.ts';
import { isClientId, isRedirectUriOf } from './indie-auth.ts';
import { isUser, type User } from './user.ts';

const provider = ['homeassistant', null];

function bodyOf({ body }: Exchange): JsonObject {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The JSON way to sign in, which Home Assistant's own page uses: `/auth/providers`, `/auth/login_flow`. */
export function loginFlowRoutes({
  user,
  codes,
}: {
  readonly user: User;
  readonly codes: Codes;
}): readonly Route[] {
  const flows = new Map<string, string>();

  const form = (flowId: string, errors: JsonObject): Reply =>
    json({
      type: 'form',
      flow_id: flowId,
      handler: provider,
      step_id: 'init',
      data_schema: [
        { name: 'username', required: true, type: 'string' },
        { name: 'password', required: true, type: 'string' },
      ],
      description_placeholders: null,
      errors,
      last_step: null,
      preview: null,
    });

  return [
    {
      path: '/auth/providers',
      methods: {
        GET: () =>
          json({
            providers: [{ name: 'Home Assistant Local', id: null, type: 'homeassistant' }],
            preselect_remember_me: true,
          }),
      },
    },
    {
      path: '/auth/login_flow',
      methods: {
        POST: (exchange) => {
          const body = bodyOf(exchange);
          const clientId = text(body.client_id);
          if (!isClientId(clientId)) return json({ message: 'Invalid client id' }, 400);
          if (!isRedirectUriOf(clientId, text(body.redirect_uri))) {
            return json({ message: 'Invalid redirect URI' }, 403);
          }
          const flowId = randomUUID().replaceAll('-', '');
          flows.set(flowId, clientId);
          return form(flowId, {});
        },
      },
    },
    {
      path: '/auth/login_flow/:flow',
      methods: {
        POST: (exchange) => {
          const [flowId = ''] = exchange.parts;
          const body = bodyOf(exchange);
          const clientId = flows.get(flowId);
          if (clientId === undefined) return json({ message: 'Invalid flow specified' }, 404);
          if (clientId !== body.client_id) return json({ message: 'Invalid client id' }, 400);
          if (!isUser(user, text(body.username), text(body.password))) {
            return form(flowId, { base: 'invalid_auth' });
          }
          flows.delete(flowId);
          return json({
            type: 'create_entry',
            flow_id: flowId,
            handler: provider,
            version: 1,
            result: codes.issue(clientId),
          });
        },
      },
    },
  ];
}
