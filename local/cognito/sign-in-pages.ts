import type { AuthorizeRequest } from './authorize-request.ts';
import type { Answer } from './http-exchange.ts';
import type { Mail } from './mailbox.ts';
import { type Html, html, page } from './page-layout.ts';
import { PASSWORD_HINT } from './password-policy.ts';

/** What every form page needs. `search` is the query that carries the request from page to page. */
export type FormPage = {
  request: AuthorizeRequest;
  search: string;
  csrf: string;
  username?: string;
  problem?: string;
  notice?: string;
  status?: number;
  headers?: Answer['headers'];
};

const notices = ({ problem, notice }: FormPage): Html =>
  html`${problem === undefined ? undefined : html`<p class="notice bad" role="alert">${problem}</p>`}${
    notice === undefined ? undefined : html`<p class="notice" role="status">${notice}</p>`
  }`;

const form = (view: FormPage, action: string, fields: Html): Html =>
  html`<form method="post" action="${action}${view.search}">
<input type="hidden" name="_csrf" value="${view.csrf}">
${fields}
</form>`;

const emailField = (value: string | undefined, focus: boolean): Html => html`
<label for="username">E-mail address</label>
<input id="username" name="username" type="email" autocomplete="username" inputmode="email" autocapitalize="none" spellcheck="false" required maxlength="254" value="${value ?? ''}"${focus ? { html: ' autofocus' } : undefined}>`;

const passwordField = (kind: 'current-password' | 'new-password', focus: boolean): Html => html`
<label for="password">${kind === 'new-password' ? 'Choose a password' : 'Password'}</label>
<input id="password" name="password" type="password" autocomplete="${kind}" required maxlength="256"${focus ? { html: ' autofocus' } : undefined}${kind === 'new-password' ? { html: ' aria-describedby="password-hint"' } : undefined}>
${kind === 'new-password' ? html`<p class="hint" id="password-hint">${PASSWORD_HINT}</p>` : undefined}`;

const formPage = (view: FormPage, title: string, content: Html): Answer =>
  page({
    title,
    content,
    redirectUri: view.request.redirectUri,
    ...(view.status === undefined ? {} : { status: view.status }),
    ...(view.headers === undefined ? {} : { headers: view.headers }),
  });

/** GET /login and a refused POST: fields `username` and `password`. */
export const loginPage = (view: FormPage & { signUp: boolean }): Answer =>
  formPage(
    view,
    'Sign in',
    html`<h1>Sign in</h1>
<p class="soft">to ${view.request.client.purpose}</p>
${notices(view)}
${form(
  view,
  '/login',
  html`${emailField(view.username, !view.username)}
${passwordField('current-password', Boolean(view.username))}
<button type="submit">Sign in</button>`,
)}
${view.signUp ? html`<p class="other">New here? <a href="/signup${view.search}">Create an account</a></p>` : undefined}`,
  );

/** GET /signup and a refused POST: fields `username` and `password`. */
export const signUpPage = (view: FormPage): Answer =>
  formPage(
    view,
    'Create an account',
    html`<h1>Create an account</h1>
<p class="soft">to ${view.request.client.purpose}</p>
${notices(view)}
${form(
  view,
  '/signup',
  html`${emailField(view.username, true)}
${passwordField('new-password', false)}
<button type="submit">Create account</button>`,
)}
<p class="other">Have an account? <a href="/login${view.search}">Sign in</a></p>`,
  );

/** GET /confirm and a refused POST: fields `username` and `code`. */
export const confirmPage = (view: FormPage): Answer =>
  formPage(
    view,
    'Confirm your address',
    html`<h1>Confirm your address</h1>
<p class="soft">A six-digit code is on its way${view.username ? html` to ${view.username}` : undefined}. On this computer no mail is really sent: the code is in the terminal and in the <a href="/mailbox" target="_blank" rel="noopener">mailbox</a>.</p>
${notices(view)}
${form(
  view,
  '/confirm',
  html`${view.username ? html`<input type="hidden" name="username" value="${view.username}">` : emailField(undefined, false)}
<label for="code">Confirmation code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="12" autofocus>
<button type="submit">Confirm</button>`,
)}
${
  view.username
    ? form(
        view,
        '/resendcode',
        html`<input type="hidden" name="username" value="${view.username}">
<button type="submit" class="quiet">Send a new code</button>`,
      )
    : undefined
}`,
  );

/** GET /changePassword and a refused POST: field `password`; for someone who was invited. */
export const changePasswordPage = (view: FormPage): Answer =>
  formPage(
    view,
    'Choose a password',
    html`<h1>Choose a password</h1>
<p class="soft">It replaces the temporary one from your invitation.</p>
${notices(view)}
${form(
  view,
  '/changePassword',
  html`${passwordField('new-password', true)}
<button type="submit">Save and sign in</button>`,
)}`,
  );

/** A dead end: the request cannot be trusted enough to send the browser anywhere. */
export const errorPage = (status: number, error: string, description: string): Answer =>
  page({
    status,
    title: 'That did not work',
    content: html`<h1>That did not work</h1>
<p class="notice bad" role="alert">${description}</p>
<p class="hint">Error: ${error}</p>`,
  });

/** The messages that Cognito would have e-mailed, newest first. */
export const mailboxPage = (mails: readonly Mail[]): Answer =>
  page({
    title: 'Mailbox',
    content: html`<h1>Mailbox</h1>
<p class="soft">What would have been sent by e-mail since this stack started. Nothing leaves this computer.</p>
${
  mails.length === 0
    ? html`<p>No messages yet. Reload the page after you sign up.</p>`
    : mails.map(
        (mail) => html`<article class="mail">
<h2>${mail.subject}</h2>
<p class="soft">to ${mail.to}, <time datetime="${new Date(mail.at).toISOString()}">${new Date(mail.at).toISOString().slice(11, 19)} UTC</time></p>
<p class="code">${mail.code}</p>
<p>${mail.text}</p>
</article>`,
      )
}`,
  });
