import { PackageFile, PackageSteps } from '../../parts/package-file.tsx';
import { useWords } from '../../state/language.tsx';

/** The package: to copy, to download, and what to do with it. */
export function ReadyPackage({ yaml }: { yaml: string }) {
  const { make, steps } = useWords().reports;
  return (
    <div class="ready">
      <p class="remedy">{make.secret}</p>
      <PackageFile yaml={yaml} name="porchlight.yaml" label={make.file} />
      <PackageSteps title={steps.title} steps={steps.list} />
    </div>
  );
}
