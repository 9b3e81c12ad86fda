import { intentExamples } from '../../../lib/home-assistant/intent-examples.ts';
import { PackageFile, PackageSteps } from '../../parts/package-file.tsx';
import { useSkill } from '../../state/skill.ts';
import { useSpeechWords } from './use-speech-words.ts';

/** Examples for `intent_script`, with the skill's id, to copy or to download. */
export function OwnAnswers() {
  const { own } = useSpeechWords();
  const { skillId } = useSkill();
  return (
    <section class="card" aria-labelledby="own-title">
      <h2 id="own-title">{own.title}</h2>
      <p>{own.text}</p>
      <PackageFile yaml={intentExamples(skillId)} name="porchlight_speech.yaml" label={own.file} />
      <PackageSteps title={own.stepsTitle} steps={own.steps} />
    </section>
  );
}
