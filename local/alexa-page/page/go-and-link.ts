import { ask } from './ask.ts';

/** Begins to enable the skill: the browser leaves for the login page. @throws Declined */
export async function goAndLink(person: string): Promise<void> {
  const { authorizeUrl } = (await ask(`/api/people/${person}/link`)) as { authorizeUrl: string };
  location.assign(authorizeUrl);
}
