import { NotFound } from '../../../lib/outcomes/request.ts';
import { readBody } from '../../read-body.ts';
import { packageBody } from '../bodies.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

/**
 * `POST /v1/homes/{home}/package` `{ locale? }` → 201 `{ yaml }`: the package for Home Assistant, with a new event key;
 * the one before it is void. A locale adds `alexa: smart_home:`.
 */
export const homePackage =
  ({ homePackages }: AccountPorts): ApiHandler =>
  async ({ sub, path, body, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    const { locale } = readBody(packageBody, body);
    return { status: 201, body: { yaml: await homePackages({ sub, home, locale }, deadline) } };
  };
