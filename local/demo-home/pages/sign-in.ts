import { type Html, html } from './html.ts';

/** A sign-in that a client asked for. */
export interface SignIn {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state?: string;
  /** What was typed before, so that only the password has to be typed again. */
  readonly username: string;
}

/** The form for name and password. */
export function signInPage(
  { clientId, redirectUri, state, username }: SignIn,
  { wrong, locationName }: { readonly wrong: boolean; readonly locationName: string },
): Html {
  const hidden = (name: string, value: string): Html =>
    html`<input type="hidden" name="${name}" value="${value}">`;
  return html`<div class="panel">
<h1>${locationName}</h1>
<p class="soft">Sign in to let <strong>${new URL(clientId).host}</strong> use this home.</p>
${wrong ? html`<p class="wrong" role="alert">That name and password do not match. Please try again.</p>` : html``}
<form method="post" action="/auth/authorize">
${hidden('client_id', clientId)}${hidden('redirect_uri', redirectUri)}${
  state === undefined ? html`` : hidden('state', state)
}
<label>User name
<input name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" required${
    username ? html`` : html` autofocus`
  }></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" required${
    username ? html` autofocus` : html``
  }></label>
<button>Sign in</button>
</form>
</div>`;
}

/** Said to a browser that a client sent here with the wrong words. */
export function refusalPage(reason: string): Html {
  return html`<div class="panel">
<h1>${reason}</h1>
<p class="soft">The page that sent you here may not use this home: its address and the one it wants you to
come back to must have the same scheme, host and port.</p>
</div>`;
}
