import { startDemoHome } from '../../local/demo-home/start.ts';

/** `HOME_ADDRESS_ALLOWLIST` for homes on loopback, given their addresses or ports. */
export const allowing = (...places: readonly (string | number)[]): string =>
  places
    .map((place) => (typeof place === 'number' ? place : Number(new URL(place).port)))
    .map((port) => `127.0.0.1/32:${port}`)
    .join(',');

type Options = Partial<Parameters<typeof startDemoHome>[0]>;

/** A demo home on loopback, and one long-lived token of it. */
export async function startHome(options: Options = {}) {
  const home = await startDemoHome({
    host: '127.0.0.1',
    port: 0,
    username: 'owner',
    password: 'a good password',
    ...options,
  });
  const token = await home.createLongLivedToken('Porchlight');
  const asked = () => home.requests().filter(({ path }) => path === '/api/alexa/smart_home');
  return {
    ...home,
    token,
    /** The requests for Alexa that reached it. */
    asked,
    /** How many more of them while something was done. */
    askedDuring: async (work: () => Promise<unknown>): Promise<number> => {
      const before = asked().length;
      await work();
      return asked().length - before;
    },
  };
}

export type Home = Awaited<ReturnType<typeof startHome>>;
