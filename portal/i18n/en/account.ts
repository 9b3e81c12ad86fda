/** The page about the person. */
export const account = {
  title: 'Account',
  signedInAs: 'Signed in as',
  signOut: 'Sign out',
  signOutHint: 'Alexa goes on working when you sign out here.',
  links: 'Alexa links',
  linksLead: 'Each Amazon account that enabled the skill with your login.',
  homes: 'Homes',
  homesNone: 'None yet.',
  owner: 'owner',
  member: 'member',
  language: 'Language',
};
