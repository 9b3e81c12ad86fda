import type { AdvancedSettings } from './advanced-settings.ts';
import type { AwkwardHomes } from './awkward-homes.ts';
import { ACCESS_HEADERS } from './cloudflare.ts';

/** A home that cannot be connected, and what the page says of it. */
export interface Failure {
  what: string;
  /** As it is typed. */
  address: (homes: AwkwardHomes) => string;
  settings?: (homes: AwkwardHomes) => AdvancedSettings;
  /** The name of the step that fails. */
  step: string;
  /** What is found. */
  found: string;
  remedy: string;
  technical?: string;
}

/** With the authority of the house, which no computer knows. */
export const ca = ({ authority }: AwkwardHomes): AdvancedSettings => ({ ca: authority.cert });
/** With the service token of Cloudflare Access too, or another. */
export const withToken =
  (change: (token: { id: string; secret: string }) => { id: string; secret: string } = (token) => token) =>
  (homes: AwkwardHomes): AdvancedSettings => {
    const { id, secret } = change(homes.serviceToken);
    return { ...ca(homes), headers: { [ACCESS_HEADERS.id]: id, [ACCESS_HEADERS.secret]: secret } };
  };

/** Of no service token. */
export const WRONG_SECRET = 'cfast_wrong-canary-0123456789';

/** In English. */
export const FAILURES: readonly Failure[] = [
  {
    what: 'a name that nobody knows',
    address: () => 'no-such-home.invalid',
    step: 'Name',
    found: 'Its name leads nowhere',
    remedy: 'Check the spelling of the address',
  },
  {
    what: 'a name of one’s own network',
    address: () => 'http://homeassistant.local:8123',
    step: 'Name',
    found: 'This name is only known in your own network',
    remedy: 'they need an address that works from outside',
  },
  {
    what: 'an address of one’s own network',
    address: () => '192.168.1.5:8123',
    step: 'Public address',
    found: 'Its address cannot be reached from the internet',
    remedy: 'a tunnel gives you a public one',
  },
  {
    what: 'http:// on the internet',
    address: () => 'http://8.8.8.8:8123',
    step: 'Public address',
    found: 'Its address begins with http://',
    remedy: 'Try the same address with https://',
  },
  {
    what: 'nobody there',
    address: ({ at }) => at('refusing'),
    step: 'Reachable',
    found: 'It does not accept connections',
    remedy: 'that your router forwards it',
    technical: 'ECONNREFUSED',
  },
  {
    what: 'a certificate that vouches for itself',
    address: ({ at }) => at('selfSigned'),
    step: 'Secure connection',
    found: 'It vouches for itself',
    remedy: 'compare the fingerprint below',
    technical: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  },
  {
    what: 'a certificate of an authority that nobody knows',
    address: ({ at }) => at('unknownAuthority'),
    step: 'Secure connection',
    found: 'The authority behind it is not a known one',
    remedy: 'fullchain.pem',
    technical: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  },
  {
    what: 'a certificate that has expired',
    address: ({ at }) => at('expired'),
    settings: ca,
    step: 'Secure connection',
    found: 'It has expired',
    remedy: 'Better renew it',
    technical: 'CERT_HAS_EXPIRED',
  },
  {
    what: 'a certificate for another name',
    address: ({ at }) => at('wrongHost'),
    settings: ca,
    step: 'Secure connection',
    found: 'It is for another name than this address',
    remedy: 'Use the name that it is for',
    technical: 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  {
    what: 'a home that wants a certificate of its visitors',
    address: ({ at }) => at('wantsCertificate'),
    settings: ca,
    step: 'Secure connection',
    found: 'Something in front of it asks Porchlight for a certificate',
    remedy: 'Put a client certificate that it takes',
  },
  {
    what: 'plain http at an https address',
    address: ({ at }) => at('plainHttp'),
    step: 'Secure connection',
    found: 'It answers without https',
    remedy: 'set up a certificate',
  },
  {
    what: 'a login wall that redirects, as Cloudflare Access does',
    address: ({ at }) => at('access'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It redirects elsewhere',
    remedy: 'Cloudflare Access, let Porchlight through with the headers under “Advanced settings”',
    technical: 'https://porchlight-tests.cloudflareaccess.com',
  },
  {
    what: 'the same with a service token that is not right',
    address: ({ at }) => at('access'),
    settings: withToken(({ id }) => ({ id, secret: WRONG_SECRET })),
    step: 'Home Assistant',
    found: 'It redirects elsewhere',
    remedy: 'the guide below tells how',
  },
  {
    what: 'a strict login wall, and a service token that is not right',
    address: ({ at }) => at('strictAccess'),
    settings: withToken(({ id }) => ({ id, secret: WRONG_SECRET })),
    step: 'Home Assistant',
    found: 'A password stands in front of it',
    remedy: 'check that they are right',
  },
  {
    what: 'a login wall without a policy for the service token',
    address: ({ at }) => at('accessWithoutPolicy'),
    settings: withToken(),
    step: 'Home Assistant',
    found: 'It blocks Porchlight',
    remedy: 'the policy for your service token needs the action “Service Auth”',
  },
  {
    what: 'a password in front',
    address: ({ at }) => at('password'),
    settings: ca,
    step: 'Home Assistant',
    found: 'A password stands in front of it',
    remedy: 'Let requests for /api/ and /auth/ pass',
  },
  {
    what: 'a router’s login page',
    address: ({ at }) => at('router'),
    settings: ca,
    step: 'Home Assistant',
    found: 'Something else answers in its place',
    remedy: 'not to your router',
  },
  {
    what: 'an address that Home Assistant has banned',
    address: ({ at }) => at('banning'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It blocks Porchlight',
    remedy: 'ip_bans.yaml',
  },
  {
    what: 'a proxy that Home Assistant does not trust',
    address: ({ at }) => `http://${at('untrustedProxy')}`,
    step: 'Home Assistant',
    found: 'A proxy in front of it objects',
    remedy: 'set use_x_forwarded_for and trusted_proxies',
    technical: 'status 400',
  },
  {
    what: 'a proxy that lets no WebSocket through',
    address: ({ at }) => `http://${at('withoutWebSocket')}`,
    step: 'Home Assistant',
    found: 'A proxy in front of it lets no WebSocket through',
    remedy: 'pass on the headers “Upgrade” and “Connection”',
  },
  {
    what: 'a tunnel that is down',
    address: ({ at }) => at('tunnelDown'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It reports an error of its own',
    remedy: 'the proxy in front of it',
    technical: 'status 530',
  },
  {
    what: 'a tunnel that does not find its home',
    address: ({ at }) => at('tunnelWithoutHome'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It reports an error of its own',
    remedy: 'the proxy in front of it',
    technical: 'status 502',
  },
  {
    what: 'a home that limits requests',
    address: ({ at }) => at('throttling'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It asks for fewer requests',
    remedy: 'Wait a minute',
  },
  {
    what: 'a home without smart_home',
    address: ({ at }) => `http://${at('withoutSmartHome')}`,
    step: 'Alexa in Home Assistant',
    found: 'Alexa is not enabled in Home Assistant',
    remedy: 'Add “alexa:” with “smart_home:” below it to configuration.yaml',
  },
];

/** The same in German, for a few. */
export const IN_GERMAN: readonly Pick<Failure, 'address' | 'step' | 'found' | 'remedy'>[] = [
  {
    address: () => 'homeassistant.local',
    step: 'Name',
    found: 'Diesen Namen kennt nur dein eigenes Netz',
    remedy: 'Sie brauchen eine Adresse, die von außen geht',
  },
  {
    address: () => 'http://8.8.8.8',
    step: 'Öffentliche Adresse',
    found: 'Die Adresse beginnt mit http://',
    remedy: 'Versuche dieselbe Adresse mit https://',
  },
  {
    address: ({ at }) => `http://${at('untrustedProxy')}`,
    step: 'Home Assistant',
    found: 'Ein Proxy davor hat etwas einzuwenden',
    remedy: 'trusted_proxies',
  },
];
