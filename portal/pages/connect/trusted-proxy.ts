/**
 * What Home Assistant has to be told of a proxy in front of it; the range is that of its own apps.
 * @see https://www.home-assistant.io/integrations/http
 */
export const TRUSTED_PROXY = `http:
  use_x_forwarded_for: true
  trusted_proxies:
    - 172.30.33.0/24`;
