import type { OutcomeCode } from './codes.ts';

/**
 * What the owner can do about an outcome, in a sentence or two of plain English. Codes without a row are
 * nothing that an owner could mend.
 */
const FOR_OWNERS = {
  home_address_blocked:
    'Use the public https address of your Home Assistant. Local names and addresses (homeassistant.local, 192.168.…) cannot be reached from the cloud; a tunnel such as Cloudflare Tunnel or Nabu Casa remote access gives you a public one.',
  home_plain_http:
    'Try the same address with https://. If nothing answers there, put a certificate, a reverse proxy or a tunnel in front of Home Assistant.',
  home_name_unresolved: 'Check the spelling of the address, and that your dynamic DNS name still exists.',
  home_connection_refused:
    'Check the port in the address, that your router forwards it, and that Home Assistant is running.',
  home_tls_failed:
    'Renew the certificate, install the whole chain (fullchain.pem), or use the name that the certificate is for.',
  home_without_tls:
    'Use an https address: set up a certificate, or a reverse proxy or tunnel with one, in front of Home Assistant.',
  home_wants_certificate:
    'Give Porchlight a client certificate that the home knows, with its key ("tls.clientCertificate").',
  home_timed_out:
    'Check that the address can be opened from outside your network, for example on mobile data.',
  home_connection_lost: 'Try again. If it stays so, look at the proxy or tunnel in front of Home Assistant.',
  home_answer_too_large: 'Check that this address is Home Assistant itself.',
  home_answer_not_json:
    'Check that name and port lead to Home Assistant and not to a router or another program. If a login page or a bot protection is in front of it, let requests from Porchlight through.',
  home_answer_invalid: 'Check that this address is Home Assistant and that it is up to date.',
  home_redirects:
    'If it redirects to a login page such as that of Cloudflare Access, let Porchlight through with extra headers. Otherwise use the address that it redirects to.',
  home_failed: 'Home Assistant, or the proxy in front of it, reports an error of its own. Look at its log.',
  home_token_refused: 'The token was revoked, or its user disabled. Connect the home again.',
  home_forbids:
    'Look for a ban in ip_bans.yaml of Home Assistant, and for a firewall or bot protection in front of it. With Cloudflare Access, the policy for the service token needs the action "Service Auth".',
  home_rejects:
    'A reverse proxy that Home Assistant does not trust is the usual cause: set use_x_forwarded_for and trusted_proxies.',
  home_login_wall:
    'A proxy in front of Home Assistant asks for a password of its own. Let requests for /api/ and /auth/ pass without it; Home Assistant asks for its token itself. If you gave extra headers for it, check that they are right.',
  home_websocket_refused:
    'The proxy in front of Home Assistant lets no WebSocket through. Have it speak HTTP/1.1 to Home Assistant and pass on the headers "Upgrade" and "Connection" for /api/websocket.',
  smart_home_not_enabled:
    'Add "alexa:" with "smart_home:" below it to configuration.yaml and restart Home Assistant. If it is starting just now, wait a minute.',
  home_throttles: 'Home Assistant, or a proxy in front of it, limits requests. Wait a minute.',
  home_left_alone: 'The home failed a moment ago; it is tried again by itself.',
  home_refuses_command:
    'Sign in as a user of Home Assistant who may do this, or paste a long-lived token instead.',
  home_intents_not_enabled: 'Add the line "alexa:" to configuration.yaml and restart Home Assistant.',
  home_conversation_not_enabled:
    'Add the line "conversation:" to configuration.yaml and restart Home Assistant.',
  assistant_gone:
    'Choose another assistant on the page Speech, or look in Home Assistant why this one does not start.',
  no_home: 'Connect your Home Assistant first.',
  sign_in_state_invalid:
    'Start "Connect a home" again, and finish it within ten minutes in the same browser.',
  too_many_homes: 'Disconnect a home that you no longer need.',
  invitation_invalid: 'Ask whoever invited you for a new link.',
  invitation_not_yours:
    'Sign in with the address that was invited, or ask for an invitation without an address.',
  too_many_invitations: 'Revoke an invitation that is no longer needed.',
  user_info_unavailable: 'Try again in a moment. If it stays so, sign out and in again.',
  store_conflict: 'Reload and try again.',
  grant_dead:
    'Alexa no longer takes news of this link. Disable and enable the skill in the Alexa app, and sign in again.',
} satisfies Partial<Record<OutcomeCode, string>>;

/** The codes that have a remedy: whatever speaks to owners in other languages must have words for each. */
export type RemediedCode = keyof typeof FOR_OWNERS;

export const REMEDIES: Partial<Record<OutcomeCode, string>> & { grant_dead: string } = FOR_OWNERS;
