import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../table.ts';

/** `status`: this Amazon account's link and what it knows; exit code 1 without a link. */
export const status: Command = {
  usage: '',
  summary: 'show the link of this account',
  options: [],
  async run({ alexa, stack, print, session }) {
    const linked = await alexa.session();
    const catalogue = linked?.catalogue;
    const left = linked === undefined ? 0 : Math.round((linked.expiresAt - Date.now()) / 60_000);
    // Only what is no secret: the tokens stay in the session file.
    print.message({
      account: session.account,
      linked: linked !== undefined,
      username: linked?.username,
      linkedAt: linked === undefined ? undefined : new Date(linked.linkedAt).toISOString(),
      tokenExpiresAt: linked === undefined ? undefined : new Date(linked.expiresAt).toISOString(),
      devices: catalogue?.endpoints.length,
      discoveredAt: catalogue === undefined ? undefined : new Date(catalogue.at).toISOString(),
    });
    const rows: [string, string][] = [['Amazon account', session.account]];
    if (linked === undefined) rows.push(['Link', 'none; link with: npm run alexa -- link']);
    else {
      rows.push(['Linked to', linked.username ?? 'an account from the browser']);
      rows.push(['Since', new Date(linked.linkedAt).toISOString()]);
      rows.push([
        'Token',
        left > 0 ? `good for ${left} minutes more` : 'has expired; refreshed when next used',
      ]);
      rows.push([
        'Devices',
        catalogue === undefined ? 'not discovered yet' : String(catalogue.endpoints.length),
      ]);
    }
    rows.push(['Skill', stack.lambda.directive]);
    for (const line of table(rows)) print.line(line);
    return linked === undefined ? exitCodes.failed : exitCodes.ok;
  },
};
