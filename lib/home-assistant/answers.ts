import { isObject } from '../json.ts';
import {
  HomeAnswerInvalid,
  HomeAnswerNotJson,
  HomeFailed,
  HomeForbids,
  HomeLoginWall,
  HomeRedirects,
  HomeRejects,
  HomeThrottles,
  HomeTokenRefused,
  HomeWantsCertificate,
} from '../outcomes/home.ts';
import type { Outcome } from '../outcomes/outcome.ts';
import type { HomeAnswer } from './transport.ts';

const contentTypeOf = (answer: HomeAnswer) => answer.headers['content-type']?.split(';', 1)[0]?.trim() ?? '';

export const isHtml = (answer: HomeAnswer) =>
  contentTypeOf(answer) === 'text/html' || /^\s*<(!doctype|html)/i.test(answer.text);

/** Only the origin: a login wall's address carries what was asked and by whom in its query. */
function originOf(location: string | undefined): string {
  if (location === undefined || !URL.canParse(location)) return '';
  return new URL(location).origin;
}

/**
 * nginx lets TLS come about and then answers 400: without our certificate, or with one that it does not know.
 * @see https://nginx.org/en/docs/http/ngx_http_ssl_module.html, ssl_verify_client and its codes 495 and 496
 */
const NGINX_WANTS_CERTIFICATE = /<title>400 (No required SSL certificate was sent|The SSL certificate error)/;

/**
 * The outcome of a status that is no success.
 *
 * Home Assistant itself answers 401 to a bad token, 403 to a banned address, 400 to a proxy that it does not
 * trust and 503 while it shuts down, all as plain text; everything else comes from something in front of it. So
 * does a 401 to a request without a token: there is a password in front of the home, and nothing is said of ours.
 * @param carriedToken whether the home's token was sent along
 * @see https://github.com/home-assistant/core/blob/dev/homeassistant/components/http
 */
export function outcomeOfStatus(answer: HomeAnswer, carriedToken: boolean): Outcome {
  const { status } = answer;
  if (status >= 300 && status < 400) return new HomeRedirects(status, originOf(answer.headers.location));
  if (status === 401) return carriedToken ? new HomeTokenRefused() : new HomeLoginWall();
  if (status === 403) return new HomeForbids();
  const wanted = status === 400 ? NGINX_WANTS_CERTIFICATE.exec(answer.text)?.[1] : undefined;
  if (wanted !== undefined) return new HomeWantsCertificate(wanted);
  if (status === 429) return new HomeThrottles();
  if (status >= 500) return new HomeFailed(status);
  if (isHtml(answer)) return new HomeAnswerNotJson(status, contentTypeOf(answer));
  return new HomeRejects(status);
}

/**
 * Reads a successful answer as a JSON object.
 * @param carriedToken whether the home's token was sent along
 * @throws the outcome of the status, `HomeAnswerNotJson` or `HomeAnswerInvalid`
 */
export function jsonObjectOf(answer: HomeAnswer, carriedToken = true): Record<string, unknown> {
  if (answer.status < 200 || answer.status > 299) throw outcomeOfStatus(answer, carriedToken);
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer.text);
  } catch {
    // The parser's message quotes the text, and the text is the home's own business.
    throw new HomeAnswerNotJson(answer.status, contentTypeOf(answer));
  }
  if (!isObject(parsed)) throw new HomeAnswerInvalid('the top');
  return parsed;
}
