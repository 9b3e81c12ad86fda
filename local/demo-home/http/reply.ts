/** What a route answers. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Compressed when the client takes it, as Home Assistant does with all JSON. */
  readonly compress?: boolean;
  /** What happens in the home once the answer is on its way. */
  readonly after?: readonly (() => void)[];
}

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
};

/** A JSON answer. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
    compress: true,
  };
}

/** A plain answer in the words of Home Assistant's web server: `404: Not Found`. */
export function plain(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  const body =
    status === 500
      ? '500 Internal Server Error\n\nServer got itself in trouble'
      : phrases[status] && `${status}: ${phrases[status]}`;
  return {
    status,
    headers: { ...(body ? { 'content-type': 'text/plain; charset=utf-8' } : {}), ...headers },
    ...(body ? { body } : {}),
  };
}
