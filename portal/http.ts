import { NoConnection, ServiceTrouble } from './failures.ts';

/** Longer than API Gateway waits (30 s). */
const PATIENCE_MS = 35_000;

/**
 * Fetches, and tells apart what `fetch` lumps together.
 * @throws {NoConnection} no answer
 * @throws {ServiceTrouble} no answer in time
 */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { cache: 'no-store', ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'TimeoutError') throw new ServiceTrouble({ cause });
    throw new NoConnection({ cause });
  }
}

/** @throws {ServiceTrouble} when the body is no JSON */
export async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new ServiceTrouble({ cause });
  }
}
