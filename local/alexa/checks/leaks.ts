import { isObject, type JsonObject, stringAt } from './json.ts';
import type { Check, Problem } from './problem.ts';

/** Field names that carry credentials; `correlationToken` is none of them. */
const secretField =
  /^(scope|grantee|token|authorization|(access|refresh|id|bearer|link)[_-]?token|client[_-]?secret|password)$/i;

/** What credentials look like wherever they turn up, and how each is called in a problem. */
const secretShapes: readonly { readonly pattern: RegExp; readonly called: string }[] = [
  { pattern: /eyJ[A-Za-z0-9_-]{16,}/, called: 'something like a JSON Web Token' },
  { pattern: /Atz[ar]\|/, called: 'a Login with Amazon token' },
  { pattern: /\bBearer\s+\S{12,}/i, called: 'an authorization header' },
  { pattern: /^BearerToken/, called: 'a bearer token scope' },
];

/** Where an event to the gateway has its scope: the only place in any message where a token is right. */
const eventScopes = ['/event/endpoint/scope', '/event/payload/scope'];

/**
 * No credential anywhere: not ours, not the home's, not Alexa's own given back. Home Assistant echoes the
 * directive's endpoint with the token it was sent (components/alexa/state_report.py), so this is a real risk.
 * Events carry a Login with Amazon token in their one `scope`, which is looked at by the event checks.
 */
export const checkLeaks: Check = ({ message, directive }) => {
  const problems: Problem[] = [];
  const own = directive === undefined ? [] : credentialsOf(directive);
  const correlationToken = stringAt(directive, 'header', 'correlationToken');
  const report = (path: string, called: string): void => {
    problems.push({ rule: 'credential-leak', path, message: `${called} does not belong in this message` });
  };

  const visitString = (value: string, path: string): void => {
    if (path === '/event/header/correlationToken' && value === correlationToken) return;
    if (own.some((credential) => value.includes(credential))) {
      report(path, "the directive's own credential");
      return;
    }
    const shape = secretShapes.find(({ pattern }) => pattern.test(value));
    if (shape !== undefined) report(path, shape.called);
  };

  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      visitString(value, path);
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => {
        visit(item, `${path}/${index}`);
      });
    } else if (isObject(value)) {
      for (const [field, inner] of Object.entries(value)) {
        const at = `${path}/${field}`;
        if (directive === undefined && eventScopes.includes(at)) continue;
        if (secretField.test(field)) report(at, `a field named ${field}`);
        else {
          visitString(field, at);
          visit(inner, at);
        }
      }
    }
  };
  visit(message, '');
  return problems;
};

/** The tokens and codes a directive brought, wherever its family carries them; short ones prove nothing. */
function credentialsOf(directive: JsonObject): readonly string[] {
  return [
    stringAt(directive, 'endpoint', 'scope', 'token'),
    stringAt(directive, 'payload', 'scope', 'token'),
    stringAt(directive, 'payload', 'grantee', 'token'),
    stringAt(directive, 'payload', 'grant', 'code'),
  ].filter((credential): credential is string => credential !== undefined && credential.length >= 8);
}
