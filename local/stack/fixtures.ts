/** What is the same in every stack on a laptop. None of it opens anything elsewhere. */
export const HOST = '127.0.0.1';
export const REGION = 'us-east-1';
export const USER_POOL_ID = `${REGION}_Porchlight`;
export const REGISTRY = 'porchlight-registry';
export const DEVICES = 'porchlight-devices';
export const SKILL_ID = 'amzn1.ask.skill.00000000-0000-0000-0000-000000000000';

/** The skill's client at the stand-in for Login with Amazon; kept the same, so that grants outlive a restart. */
export const MESSAGING = {
  clientId: 'amzn1.application-oa2-client.laptop',
  clientSecret: 'laptop-messaging-secret',
};

/** Alexa's three redirect URLs, for a vendor of the laptop's own. */
export const ALEXA_REDIRECTS = ['pitangui.amazon.com', 'layla.amazon.com', 'alexa.amazon.co.jp'].map(
  (host) => `https://${host}/api/skill/link/MLAPTOP0000000`,
);

/** The account that is seeded, already connected to the home. */
export const DEMO_OWNER = { username: 'demo@example.com', password: 'Porchlight-demo-1' };

/** Who signs in at the demo home. */
export const HOME_OWNER = { username: 'demo', password: 'demo-home-1' };

export const FUNCTIONS = [
  'directive',
  'acceptgrant',
  'authorizer',
  'account',
  'observe',
  'hints',
  'report',
  'erasure',
  'skill',
  'upkeep',
  'portal',
];
