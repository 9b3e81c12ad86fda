/**
 * Signs in at a demo home's own page, as a browser would, and returns what comes back to the redirect URI.
 * @param authorizeUrl what the account API gave
 */
export async function signInAtHome(
  authorizeUrl: string,
  owner: { username: string; password: string },
): Promise<{ state: string; code: string }> {
  const url = new URL(authorizeUrl);
  const form = new URLSearchParams({
    client_id: url.searchParams.get('client_id') ?? '',
    redirect_uri: url.searchParams.get('redirect_uri') ?? '',
    state: url.searchParams.get('state') ?? '',
    username: owner.username,
    password: owner.password,
  });
  const answer = await fetch(new URL('/auth/authorize', url), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  await answer.body?.cancel();
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`The home did not redirect: ${answer.status}`);
  const { searchParams } = new URL(location);
  return { state: searchParams.get('state') ?? '', code: searchParams.get('code') ?? '' };
}
