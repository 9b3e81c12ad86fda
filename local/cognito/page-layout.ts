import { createHash } from 'node:crypto';
import type { Answer } from './http-exchange.ts';
import { PAGE_STYLE } from './page-style.ts';

/** HTML that is safe to put into a page as it stands. Only `html` makes it. */
export type Html = { readonly html: string };

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const render = (value: string | Html | readonly Html[] | undefined): string => {
  if (value === undefined) return '';
  if (typeof value === 'string')
    return value.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
  if ('html' in value) return value.html;
  return value.map((part) => part.html).join('');
};

/** A template whose values are escaped, unless they are Html already. */
export const html = (
  parts: TemplateStringsArray,
  ...values: (string | Html | readonly Html[] | undefined)[]
): Html => ({ html: parts.map((part, index) => part + render(values[index])).join('') });

const styleHash = createHash('sha256').update(PAGE_STYLE).digest('base64');

// Chrome applies form-action to the redirects that follow a form as well, so the place where the client waits for
// its code has to be named.
const formTarget = (redirectUri: string | undefined): string => {
  if (redirectUri === undefined) return "'self'";
  const { origin, protocol } = new URL(redirectUri);
  return `'self' ${origin === 'null' ? protocol : origin}`;
};

/**
 * A whole page with the headers that a sign-in page needs: no scripts, no frames, no cache, no referrer.
 * @param redirectUri where a form on this page may lead after all, if it does.
 */
export const page = (options: {
  status?: number;
  title: string;
  content: Html;
  redirectUri?: string;
  headers?: Answer['headers'];
}): Answer => {
  const { status = 200, title, content, redirectUri, headers = {} } = options;
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Porchlight</title>
<link rel="icon" href="data:,">
<style>${{ html: PAGE_STYLE }}</style>
</head>
<body>
<main>
<p class="brand"><svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><path d="M16 3v4M9.5 13.5 12 7h8l2.5 6.5z" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/><path class="glow" d="M11 16.5h10a5 5 0 0 1-10 0z"/><path class="glow-line" d="M16 25v4M9 23l-2.5 3M23 23l2.5 3" fill="none" stroke-width="2" stroke-linecap="round"/></svg>Porchlight</p>
${content}
</main>
<footer>This page stands in for Amazon Cognito on this computer. <a href="/mailbox">Mailbox</a></footer>
</body>
</html>
`.html;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'sha256-${styleHash}'`,
        'img-src data:',
        `form-action ${formTarget(redirectUri)}`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      ...headers,
    },
    body,
  };
};
