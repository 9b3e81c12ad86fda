import { Page } from '../parts/page.tsx';
import { useChosenHome } from '../state/chosen-home.ts';
import { useWords } from '../state/language.tsx';
import { HouseholdOf } from './household/household-of.tsx';
import { WithHome } from './with-home.tsx';

/** Who belongs to a home, and who may come. */
export function HouseholdPage() {
  const { household } = useWords();
  const chosen = useChosenHome();
  return (
    <Page title={household.title} {...(chosen !== undefined && { lead: household.lead(chosen.name) })}>
      <WithHome>{(home) => <HouseholdOf key={home.home} home={home} />}</WithHome>
    </Page>
  );
}
