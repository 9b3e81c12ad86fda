import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { DEFAULT_FIRST_PORT, PortTaken, portsFrom } from './stack/ports.ts';
import { type Stack, startStack } from './stack/start-stack.ts';

const HELP = `npm start [-- options]

Brings up Porchlight on this machine, with a demo home and a demo owner.

  --fresh       forget what earlier runs left in .porchlight/
  --port N      first of nine ports (default ${DEFAULT_FIRST_PORT})
  --help        this text

With HOME_ASSISTANT_URL and HOME_ASSISTANT_TOKEN set, a real Home Assistant takes the demo home's place.
HOME_ADDRESS_ALLOWLIST opens further private addresses for homes (CIDR:port, comma-separated).`;

const SAME_CTRL_C_MS = 500;

const stateDir = join(process.cwd(), '.porchlight');

function homeFrom(env: NodeJS.ProcessEnv) {
  const { HOME_ASSISTANT_URL: url, HOME_ASSISTANT_TOKEN: token } = env;
  if (url === undefined && token === undefined) return undefined;
  if (url === undefined || token === undefined) {
    throw new Error('A real Home Assistant needs both HOME_ASSISTANT_URL and HOME_ASSISTANT_TOKEN.');
  }
  const { HOME_ASSISTANT_USERNAME: username, HOME_ASSISTANT_PASSWORD: password } = env;
  return {
    url,
    token,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
}

function tell({ file }: Stack, seconds: string): void {
  const bold = (text: string) => styleText('bold', text);
  console.log(`
${bold('Porchlight is up')} after ${seconds} s. Everything runs on this machine; Ctrl-C ends it.

  Portal      ${file.portal}     sign in as ${file.demo.username} / ${file.demo.password}
  Alexa       ${file.alexaPage}     enable the skill, as in the Alexa app
  Home        ${file.homeAssistant.url}     watch the devices here
  Mailbox     ${file.cognito.mailbox}     codes for new sign-ups
  For programs ${join('.porchlight', 'stack.json')}

Or be Alexa in a second terminal:

  npm run alexa -- link
  npm run alexa -- discover
  npm run alexa -- turn-on "Kitchen light"
  npm run alexa -- ask "turn off the kitchen light"
`);
}

function explain(error: unknown): string {
  if (error instanceof PortTaken) {
    return `${error.message} Is Porchlight running already? Otherwise choose other ports: npm start -- --port ${error.port + 1000}`;
  }
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { fresh: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    console.log(HELP);
    return;
  }
  const first = values.port === undefined ? DEFAULT_FIRST_PORT : Number(values.port);
  if (!Number.isInteger(first) || first < 1024 || first > 65_000)
    throw new Error('--port takes a port number.');
  const home = homeFrom(process.env);
  const started = performance.now();
  console.log(styleText('dim', 'Bringing up Porchlight …'));
  const stack = await startStack({
    ports: portsFrom(first),
    stateDir,
    fresh: values.fresh === true,
    ...(home && { home }),
    homeAddressAllowlist: process.env.HOME_ADDRESS_ALLOWLIST ?? '',
    log: (line) => console.log(styleText('dim', line)),
  });
  let endingSince: number | undefined;
  const end = () => {
    if (endingSince !== undefined) {
      // npm passes on the Ctrl-C that came from the terminal as well; a second one that a person types means it.
      if (performance.now() - endingSince > SAME_CTRL_C_MS) process.exit(130);
      return;
    }
    endingSince = performance.now();
    console.log(styleText('dim', 'Ending …'));
    stack.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  tell(stack, ((performance.now() - started) / 1000).toFixed(1));
}

main().catch((error: unknown) => {
  console.error(styleText('red', explain(error)));
  process.exitCode = 1;
});
