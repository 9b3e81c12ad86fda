import { commands } from './commands.ts';
import { table } from './table.ts';

/** The help text, made from the commands themselves. */
export function helpText(): string {
  const rows = Object.entries(commands).map(([name, { usage, summary }]) => [`  ${name} ${usage}`, summary]);
  return [
    'Does what Alexa does, against a stack on this computer or a deployment.',
    '',
    'Usage: npm run alexa -- COMMAND [options]',
    '',
    ...table([...rows, ['  help', 'this text']]),
    '',
    'Options:',
    ...table([
      ['  --json', 'print the message itself on standard output, nothing else'],
      ['  --stack FILE', 'the stack file (default .porchlight/stack.json)'],
      ['  --account NAME', 'which Amazon account to be (default "default"); each has its own link'],
      ['  --force', 'send a directive although the device does not declare it'],
      ['  --scale SCALE', 'celsius (default) or fahrenheit'],
      ['  --locale LOCALE', 'the language to speak in, such as de-DE (default en-US)'],
    ]),
    '',
    'Exit codes: 0 well; 1 usage, no link, no stack or no such device; 2 the skill answered with an ErrorResponse;',
    '3 the message checks found something. ALEXA_MESSAGE_SCHEMA names Amazon’s schema for the checks.',
    '',
  ].join('\n');
}
