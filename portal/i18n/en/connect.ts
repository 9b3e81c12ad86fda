import type { CertificateProblem } from '../../api-types.ts';
import { counter } from '../counting.ts';

const counted = counter('en');

const certificateProblems: Record<CertificateProblem, { what: string; remedy: string }> = {
  self_signed: {
    what: 'It vouches for itself: no authority says whose it is.',
    remedy:
      'A certificate of Let’s Encrypt would do. Or compare the fingerprint below with your own certificate’s, and trust exactly this one.',
  },
  unknown_authority: {
    what: 'The authority behind it is not a known one, or a part of the chain is missing.',
    remedy:
      'Install the whole chain (fullchain.pem). If the authority is your own, name it under “Advanced settings”. Or compare the fingerprint below, and trust exactly this certificate.',
  },
  expired: {
    what: 'It has expired.',
    remedy:
      'Better renew it, and see why it was not renewed by itself. You can trust exactly this one all the same; a renewed one then has to be trusted anew.',
  },
  not_yet_valid: {
    what: 'It is not valid yet.',
    remedy:
      'Set the clock of the machine that made it, and make it anew. Or compare the fingerprint below, and trust exactly this one.',
  },
  wrong_host: {
    what: 'It is for another name than this address.',
    remedy:
      'Use the name that it is for, or get one for this address. Or compare the fingerprint below, and trust exactly this one.',
  },
  not_the_pinned_one: {
    what: 'It is not the certificate that you trust.',
    remedy:
      'If you have renewed it, compare the new fingerprint and trust that. If not, somebody else may be answering: do not connect.',
  },
  client_certificate_required: {
    what: 'Something in front of it asks Porchlight for a certificate.',
    remedy: 'Put a client certificate that it takes, and its key, under “Advanced settings”.',
  },
};

/** Connecting a home: its address, the check, the sign-in. */
export const connect = {
  title: 'Connect a home',
  lead: 'Three steps: the address, a check, and your permission.',
  address: {
    label: 'Address of your Home Assistant',
    hint: 'As you open it when you are away from home.',
    willBe: (origin: string) => `Porchlight will use ${origin}`,
    pathDropped: 'What follows it is left out: Home Assistant cannot live below a path.',
    problems: {
      empty: 'Type the address first.',
      no_address: 'This is not an address. Write it as https://home.example.org.',
      not_web: 'The address must begin with https://.',
      credentials: 'Leave user name and password out of the address.',
      port: 'Home Assistant is not served on this port. Usual are 443 and 8123.',
    },
    cautions: {
      local_name: {
        what: 'This name is only known in your own network.',
        remedy:
          'Alexa lives in the cloud, and Porchlight with it: they need an address that works from outside.',
      },
      private_address: {
        what: 'This is an address of a private network.',
        remedy:
          'It leads nowhere from outside. Alexa and Porchlight need an address that works on the internet.',
      },
      plain_http: {
        what: 'Without https anybody on the way could read along.',
        remedy: 'Try the same address with https://.',
      },
      not_a_home: {
        what: 'This is a page about Home Assistant, not your own.',
        remedy:
          'Open your Home Assistant when you are away from home, and copy the address from there. With Home Assistant Cloud it ends in ui.nabu.casa.',
      },
    },
    howToGetOne: 'How to get a public address',
    noOpenPort:
      'No port is open in your router, or your provider gives you no address of your own (CGNAT, DS-Lite)? A tunnel works without.',
  },
  name: { label: 'Name', hint: 'What you call it here, such as “Flat” or “Cabin”.', fallback: 'Home' },
  check: 'Check the address',
  checking: 'Checking …',
  checkFailed: 'The address could not be checked',
  verdict: {
    ok: (url: string) => `${url} can be connected.`,
    bad: (url: string, problems: number) =>
      `${url} cannot be connected yet: ${counted(problems, 'problem', 'problems')}.`,
    fix: 'Put this right, then check again.',
  },
  steps: {
    dns: { name: 'Name', passed: 'It has an address.' },
    address_allowed: { name: 'Public address', passed: 'It may be connected to.' },
    reachable: { name: 'Reachable', passed: 'Something answers there.' },
    tls: { name: 'Secure connection', passed: 'The certificate is in order.' },
    home_assistant: { name: 'Home Assistant', passed: 'It is Home Assistant.' },
    smart_home: { name: 'Alexa in Home Assistant', passed: 'Enabled.' },
    token: { name: 'Token', passed: 'Home Assistant takes it.' },
    administrator: {
      name: 'Rights of the token',
      passed: 'It belongs to a user without administrator rights.',
    },
    devices: { name: 'Devices', passed: 'There are some.' },
  },
  found: {
    version: (version: string) => `Version ${version}.`,
    devices: (count: number) => `${counted(count, 'device', 'devices')} for Alexa.`,
    plainHttp: 'Plain http, which the operator of this Porchlight allows for this address.',
    notTried: 'Not tried.',
    pinned: 'It is exactly the certificate that you trust.',
    technical: 'Technical:',
  },
  warned: {
    administrator: {
      what: 'It belongs to an administrator.',
      remedy: 'It works. A user of its own without administrator rights would be safer.',
    },
    devices: {
      what: 'Home Assistant offers no device to Alexa.',
      remedy: 'Look at the filter below “alexa: smart_home:” in configuration.yaml.',
    },
  },
  status: {
    passed: 'passed',
    warning: 'passed, with a warning',
    failed: 'failed',
    skipped: 'not tried',
    running: 'being checked',
    waiting: 'comes next',
  },
  certificate: {
    problems: certificateProblems,
    facts: { fingerprint: 'Fingerprint (SHA-256)', names: 'For', issuer: 'Issued by', validity: 'Valid' },
    itself: 'itself',
    nobody: 'not named',
    fromTo: (from: string, to: string) => `${from} to ${to}`,
    compare: {
      summary: 'How to compare the fingerprint',
      steps: [
        'At home, in your own network, open your Home Assistant’s https address in a browser.',
        'Press what stands left of the address (“Not secure” or the padlock), and have the certificate shown.',
        'Look for the fingerprint with SHA-256. It must be the one above, to the last pair; colons and capitals do not matter.',
      ],
      console: 'Or where the certificate’s file is:',
    },
    trust: 'Trust this certificate',
    onlyIf: 'Only if the fingerprints are the same. Then Porchlight takes this certificate, and no other.',
  },
  permission: {
    title: 'Your permission',
    text: 'Sign in there, and Porchlight gets a token of its own. Your password stays with your Home Assistant, and you can take the token back at any time.',
    signIn: 'Sign in at Home Assistant',
    browserWarns:
      'Your browser may warn you of the certificate before it shows that page. It should show the same fingerprint.',
    leaving: 'One moment …',
    failed: 'The sign-in could not be started',
  },
  token: {
    summary: 'Paste a token instead',
    label: 'Long-lived access token',
    hint: 'In Home Assistant: your profile, Security, Long-lived access tokens, Create token.',
    open: 'Open that page of your Home Assistant',
    revoke: 'Revoke this token when I disconnect the home',
    submit: 'Connect with this token',
    busy: 'Connecting …',
    missing: 'Paste the token first.',
    malformed: 'This does not look like a token.',
    refused: 'Home Assistant refuses this token.',
  },
  advanced: {
    summary: 'Advanced settings',
    lead: 'For a home behind a gate: what Porchlight sends along is stored sealed, and never shown again.',
    headers: {
      title: 'Extra headers',
      hint: 'For example CF-Access-Client-Id and CF-Access-Client-Secret of Cloudflare Access.',
      name: 'Header',
      value: 'Value',
      add: 'Add a header',
      remove: (name: string) => `Remove ${name === '' ? 'this header' : name}`,
      problem: 'This header cannot be set, or its value has characters that do not fit.',
    },
    clientCertificate: {
      title: 'Client certificate',
      hint: 'Shown to a proxy that lets nobody else in (mutual TLS). Both in PEM.',
      certificate: 'Certificate',
      key: 'Private key',
      problem: 'This is not a certificate with its own key, both in PEM.',
    },
    trust: {
      title: 'Certificate of your own',
      none: 'The usual authorities',
      ca: 'An authority of my own, besides the usual ones',
      pinned: 'Exactly this certificate, whatever its name',
      pem: 'Certificate in PEM',
      problem: 'This is not a certificate in PEM format.',
    },
  },
  finishing: {
    title: 'Connecting your home',
    text: 'Porchlight is talking to your Home Assistant. A few seconds …',
  },
  connected: (name: string) => `${name} is connected.`,
  reconnected: (name: string) => `${name} is connected again.`,
  next: 'Porchlight looks for its devices now.',
  failed: 'Your home could not be connected',
  noCode: { title: 'Home Assistant sent no code', text: 'Start once more, and let it finish.' },
  guide: {
    title: 'No address that works from outside?',
    lead: 'There are three good ways. None needs an open port but the last.',
    tunnel: {
      title: 'Cloudflare Tunnel: free, with a domain of your own',
      steps: [
        'Have a domain at Cloudflare; the free plan is enough.',
        'In Home Assistant add the repository https://github.com/homeassistant-apps/repository to the apps (add-ons), install “Cloudflared”, and set external_hostname in its configuration to a name such as home.example.org.',
        'In configuration.yaml let Home Assistant trust the tunnel, then restart it:',
        'Start the app. Its log shows an address: open it, sign in at Cloudflare, and choose your domain.',
        'Type https://home.example.org above.',
      ],
      access:
        'If Cloudflare Access guards the name: make a service token, allow it in a policy with the action “Service Auth”, and put its two values under “Advanced settings” as CF-Access-Client-Id and CF-Access-Client-Secret.',
    },
    cloud: {
      title: 'Home Assistant Cloud (Nabu Casa): nothing to set up',
      text: 'In Home Assistant: Settings, Home Assistant Cloud, Remote control. The address there, ending in ui.nabu.casa, is what you need.',
    },
    proxy: {
      title: 'A domain, an open port, and a certificate',
      text: 'A dynamic DNS name, port 443 forwarded to a reverse proxy such as Caddy or NGINX Proxy Manager, and a certificate of Let’s Encrypt.',
    },
  },
};
