import type { WordsOfOutcomes } from '../outcome-words.ts';

export const outcomes: WordsOfOutcomes = {
  home_address_blocked: {
    what: 'Its address cannot be reached from the internet',
    remedy:
      'Use the public https address of your Home Assistant. Names and addresses of your own network, such as homeassistant.local or 192.168.1.5, mean nothing outside of it; a tunnel gives you a public one.',
  },
  home_plain_http: {
    what: 'Its address begins with http://',
    remedy:
      'Try the same address with https://. If nothing answers there, put a certificate, a reverse proxy or a tunnel in front of Home Assistant.',
  },
  home_name_unresolved: {
    what: 'Its name leads nowhere',
    remedy: 'Check the spelling of the address, and that your dynamic DNS name still exists.',
  },
  home_connection_refused: {
    what: 'It does not accept connections',
    remedy:
      'Check the port in the address, that your router forwards it, and that Home Assistant is running.',
  },
  home_tls_failed: {
    what: 'Its certificate is not in order',
    remedy:
      'Renew the certificate, install the whole chain (fullchain.pem), or use the name that the certificate is for. If it is a certificate of your own, name it under “Advanced settings” below the address.',
  },
  home_without_tls: {
    what: 'It answers without https',
    remedy:
      'Use an https address: set up a certificate, or a reverse proxy or tunnel with one, in front of Home Assistant.',
  },
  home_wants_certificate: {
    what: 'It wants to see a certificate that it knows',
    remedy:
      'Put the client certificate that was made for Porchlight, and its key, under “Advanced settings”. If they are there already, have the home’s proxy trust whoever issued it.',
  },
  home_timed_out: {
    what: 'It did not answer in time',
    remedy: 'Check that the address opens from outside your network, for example on mobile data.',
  },
  home_connection_lost: {
    what: 'The connection to it broke off',
    remedy: 'Try again. If it stays so, look at the proxy or tunnel in front of Home Assistant.',
  },
  home_answer_too_large: {
    what: 'It answers far too much',
    remedy: 'Check that this address is Home Assistant itself.',
  },
  home_answer_not_json: {
    what: 'Something else answers in its place',
    remedy:
      'It is a web page, and not one of Home Assistant’s. Check that name and port lead to Home Assistant, not to your router or another program. If a login page or a bot protection is in front of it, let Porchlight through.',
  },
  home_answer_invalid: {
    what: 'Its answer makes no sense',
    remedy: 'Check that this address is Home Assistant, and that it is up to date.',
  },
  home_redirects: {
    what: 'It redirects elsewhere',
    remedy:
      'If that is a login page, such as the one of Cloudflare Access, let Porchlight through with the headers under “Advanced settings”; the guide below tells how. Otherwise use the address that it redirects to.',
  },
  home_failed: {
    what: 'It reports an error of its own',
    remedy: 'Look at the log of Home Assistant, and of the proxy in front of it.',
  },
  home_token_refused: {
    what: 'It no longer accepts Porchlight',
    remedy: 'The token was revoked, or its user disabled. Connect the home again.',
  },
  home_forbids: {
    what: 'It blocks Porchlight',
    remedy:
      'Look for a ban in ip_bans.yaml of Home Assistant, and for a firewall or bot protection in front of it. With Cloudflare Access, the policy for your service token needs the action “Service Auth”.',
  },
  home_rejects: {
    what: 'A proxy in front of it objects',
    remedy:
      'Home Assistant usually does not trust the proxy yet: set use_x_forwarded_for and trusted_proxies in its configuration.',
  },
  home_login_wall: {
    what: 'A password stands in front of it',
    remedy:
      'Let requests for /api/ and /auth/ pass the proxy without its password; Home Assistant asks for its own token. If there are headers for it under “Advanced settings”, check that they are right.',
  },
  home_websocket_refused: {
    what: 'A proxy in front of it lets no WebSocket through',
    remedy:
      'Have the proxy speak HTTP/1.1 to Home Assistant and pass on the headers “Upgrade” and “Connection” for /api/websocket.',
  },
  smart_home_not_enabled: {
    what: 'Alexa is not enabled in Home Assistant',
    remedy:
      'Add “alexa:” with “smart_home:” below it to configuration.yaml and restart Home Assistant. If it is starting just now, wait a minute.',
  },
  home_throttles: {
    what: 'It asks for fewer requests',
    remedy: 'Home Assistant, or a proxy in front of it, limits requests. Wait a minute.',
  },
  home_left_alone: {
    what: 'It failed a moment ago',
    remedy: 'Porchlight tries it again by itself.',
  },
  home_refuses_command: {
    what: 'It refuses what Porchlight asks',
    remedy: 'Sign in as a user of Home Assistant who may do this, or paste a long-lived token instead.',
  },
  home_intents_not_enabled: {
    what: 'It takes no sentences from Alexa',
    remedy: 'Add the line “alexa:” to configuration.yaml and restart Home Assistant.',
  },
  home_conversation_not_enabled: {
    what: 'It takes no free speech',
    remedy: 'Add the line “conversation:” to configuration.yaml and restart Home Assistant.',
  },
  assistant_gone: {
    what: 'Its assistant is not there',
    remedy:
      'Choose another assistant on the page Speech, or look in Home Assistant why this one does not start.',
  },
  no_home: {
    what: 'No home is connected',
    remedy: 'Connect your Home Assistant first.',
  },
  sign_in_state_invalid: {
    what: 'This sign-in at Home Assistant was not started here, was used already, or took longer than ten minutes.',
    remedy: 'Start again below, and finish within ten minutes in the same browser.',
  },
  too_many_homes: {
    what: 'You have as many homes as an account can have.',
    remedy: 'Disconnect a home that you no longer need.',
  },
  invitation_invalid: {
    what: 'This invitation is no longer good: it was used or revoked, or it is older than seven days.',
    remedy: 'Ask whoever invited you for a new link.',
  },
  invitation_not_yours: {
    what: 'This invitation is for somebody with another e-mail address.',
    remedy: 'Sign in with the address that was invited, or ask for an invitation without an address.',
  },
  too_many_invitations: {
    what: 'This home has ten open invitations, and that is all that it can have.',
    remedy: 'Revoke one that is no longer needed.',
  },
  user_info_unavailable: {
    what: 'Porchlight cannot find out just now which address you are signed in with.',
    remedy: 'Try again in a moment. If it stays so, sign out and in again.',
  },
  store_conflict: {
    what: 'This was changed elsewhere at the same time.',
    remedy: 'Reload the page and try again.',
  },
  grant_dead: {
    what: 'Alexa no longer takes news of this link',
    remedy: 'Disable and enable the skill in the Alexa app, and sign in again.',
  },
};
