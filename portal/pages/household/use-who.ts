import type { HouseholdMember } from '../../api-types.ts';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';

/**
 * What a member is called. The API knows an address once the login service was asked for it; one's own is known here.
 * @returns `email` is undefined for somebody whose address is not known
 */
export function useWho({ email, you }: HouseholdMember): { email: string | undefined; who: string } {
  const { members } = useWords().household;
  const { email: own } = usePerson();
  // Empty for a login that has none.
  const known = email ?? (you && own ? own : undefined);
  return { email: known, who: known ?? members.nameless };
}
