import { randomBytes } from 'node:crypto';
import type { Reply } from '../http/reply.ts';
import { type Html, html } from './html.ts';

const style = `
:root { color-scheme: light dark; --ground: #f4f1ec; --card: #fff; --text: #23201b; --soft: #6d665b;
  --line: #e2dcd2; --accent: #a85b00; --on-accent: #fff; --glow: #f5a623; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #171512; --card: #23201c; --text: #f2ede4;
  --soft: #a69d8f; --line: #38332c; --accent: #f5b04c; --on-accent: #241600; --glow: #ffc766; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .35rem; }
h2 { font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); margin: 1.6rem 0 .5rem; }
p { margin: 0 0 1rem; } .soft { color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
li { display: flex; gap: .8rem; align-items: center; background: var(--card); border: 1px solid var(--line);
  border-radius: .9rem; padding: .7rem .9rem; min-height: 4rem; }
.bulb { flex: none; width: 2.5rem; height: 2.5rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--ground); box-shadow: inset 0 0 0 1px var(--line); color: var(--soft); }
.bulb > * { grid-area: 1 / 1; }
.glow { width: 2.5rem; height: 2.5rem; }
.icon { width: 1.4rem; height: 1.4rem; fill: none; stroke: currentColor; stroke-width: 1.7;
  stroke-linecap: round; stroke-linejoin: round; }
.active .bulb { background: var(--glow); box-shadow: none; color: #241600; }
.lamp.active .bulb { box-shadow: 0 0 1.1rem var(--glow); }
.name { font-weight: 600; } .what { flex: 1; min-width: 0; }
.more { display: block; color: var(--soft); font-size: .85rem; }
.state { font-weight: 600; color: var(--soft); text-align: right; overflow-wrap: anywhere; }
.active .state { color: var(--accent); }
.panel { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.25rem;
  max-width: 26rem; margin: 8vh auto 0; }
label { display: block; font-weight: 600; margin: 0 0 1rem; }
input { display: block; width: 100%; margin-top: .3rem; padding: .75rem; font: inherit; font-weight: 400; color: inherit;
  background: var(--ground); border: 1px solid var(--soft); border-radius: .6rem; }
button { width: 100%; padding: .85rem; font: inherit; font-weight: 600; border: 0; border-radius: .6rem;
  background: var(--accent); color: var(--on-accent); cursor: pointer; }
li button { width: auto; padding: .45rem 1rem; }
input:focus-visible, button:focus-visible { outline: 3px solid var(--glow); outline-offset: 2px; }
.wrong { color: var(--bad); font-weight: 600; }
code { overflow-wrap: anywhere; }
`;

/**
 * A whole page: no third party, no cookie, a policy that allows only this style and this script.
 *
 * @param formTargets origins besides its own to which a form of the page may lead
 */
export function page({
  title,
  body,
  script = '',
  formTargets = [],
  status = 200,
}: {
  readonly title: string;
  readonly body: Html;
  readonly script?: string;
  readonly formTargets?: readonly string[];
  readonly status?: number;
}): Reply {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${{ html: style }}</style>
</head>
<body>
<main>${body}</main>
${script ? html`<script nonce="${nonce}">${{ html: script }}</script>` : html``}
</body>
</html>
`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
    },
    body: document.html,
  };
}
