import * as v from 'valibot';
import { LOCALES } from '../../../lib/home-assistant/locales.ts';
import { NotFound } from '../../../lib/outcomes/request.ts';
import { readBody } from '../../read-body.ts';
import type { AccountPorts } from '../compose.ts';
import type { ApiHandler } from '../http.ts';

const body = v.strictObject({ locale: v.optional(v.picklist(LOCALES)) });

/**
 * `POST /v1/homes/{home}/package` `{ locale? }` → 201 `{ yaml }`: the package for Home Assistant, with a new event key;
 * the one before it is void. A locale adds `alexa: smart_home:`.
 */
export const homePackage =
  ({ homePackages }: AccountPorts): ApiHandler =>
  async ({ sub, path, body: given, deadline }) => {
    const { home } = path;
    if (home === undefined) throw new NotFound('home');
    const { locale } = readBody(body, given);
    return { status: 201, body: { yaml: await homePackages({ sub, home, locale }, deadline) } };
  };
