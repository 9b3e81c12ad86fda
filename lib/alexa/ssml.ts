import { MAX_SPEECH_LENGTH, speakable, textOfSsml } from './speech.ts';

/** Alexa plays so many sounds in one answer. */
const MAX_SOUNDS = 5;

const TAG = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g;

/** An "and" that somebody wrote, and no beginning of an entity. */
const STRAY_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/gi;

/** Whether it is one `speak` from the beginning to the end, every tag in it closed in order, with nothing left over. */
function isOneSpeak(ssml: string): boolean {
  const open: string[] = [];
  let end = 0;
  for (const { 0: tag, 1: closing, 2: name = '', 4: empty, index } of ssml.matchAll(TAG)) {
    if (/[<>]/.test(ssml.slice(end, index))) return false;
    const isRoot = open.length === 0;
    if (isRoot !== (index === 0) || (name === 'speak' && !isRoot && closing === '')) return false;
    if (closing !== '') {
      if (open.pop() !== name) return false;
    } else if (empty === '') open.push(name);
    end = index + tag.length;
  }
  return open.length === 0 && end === ssml.length;
}

/** Whether anything of it is heard. */
const isHeard = (ssml: string): boolean => textOfSsml(ssml) !== '' || /<(audio|phoneme|sub)\s/.test(ssml);

/**
 * SSML as its author meant it, if Alexa can read it: put into `speak`, with an "&" written as it has to be.
 * @returns undefined for what Alexa would take for a fault of the skill, and for what has nothing to be heard
 * @see https://developer.amazon.com/docs/alexa/custom-skills/speech-synthesis-markup-language-ssml-reference.html
 */
export function readableSsml(written: string): string | undefined {
  const text = speakable(written).trim();
  const whole = /^<speak[\s>]/.test(text) ? text : `<speak>${text}</speak>`;
  if (whole.length > MAX_SPEECH_LENGTH) return undefined;
  const ssml = whole.replace(STRAY_AMPERSAND, '&amp;');
  const sounds = ssml.split(/<audio\s/).length - 1;
  const fits = ssml.length <= MAX_SPEECH_LENGTH && sounds <= MAX_SOUNDS;
  return fits && isHeard(ssml) && isOneSpeak(ssml) ? ssml : undefined;
}
