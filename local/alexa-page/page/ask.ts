/** The server at the other end could not do what it was asked; `message` says why. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

async function answerOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const isTold = typeof body === 'object' && body !== null && 'error' in body;
  throw new Declined(isTold ? String(body.error) : `The stack answered ${response.status}.`);
}

async function reach(path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    throw new Declined('The stack does not answer. Was it stopped?', { cause });
  }
  return answerOf(response);
}

/** Reads JSON. @throws Declined */
export const read = (path: string): Promise<unknown> => reach(path, {});

/** Has something done. @throws Declined */
export const ask = (path: string, body: unknown = {}): Promise<unknown> =>
  reach(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
