import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { KmsActionName } from './actions.ts';
import { createActions, keyArn } from './actions.ts';
import { KmsError } from './kms-error.ts';
import { openMasterKey } from './master-key.ts';
import { parseInput } from './request.ts';

/** `down`: every call fails with 500 KMSInternalException. `throttled`: with 400 ThrottlingException. */
export type KmsFault = 'down' | 'throttled';

/** Where to listen and where to keep the key. */
export interface KmsOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Directory of the key file; without it the key is new at each start. */
  stateDir?: string;
  /** Region named in the key's ARN. */
  region: string;
  log?: (line: string) => void;
}

/** A running stand-in for KMS. */
export interface LocalKms {
  /** Origin, no trailing slash: the value for `AWS_ENDPOINT_URL_KMS`. */
  url: string;
  /** The key's id (a UUID); its ARN and `alias/porchlight` name it as well. */
  keyId: string;
  keyArn: string;
  /** Makes every following call fail so, until called with `undefined`. */
  setFault(fault: KmsFault | undefined): void;
  /** How many calls of each action have arrived, the failed ones included. */
  calls(): Record<KmsActionName, number>;
  close(): Promise<void>;
}

const TARGET = /^TrentService\.(\w+)$/;

const FAULTS: Readonly<Record<KmsFault, () => KmsError>> = {
  down: () => new KmsError('KMSInternalException', 'The service is out of order.'),
  throttled: () => new KmsError('ThrottlingException', 'Rate exceeded'),
};

/**
 * Starts a stand-in for AWS KMS that the unmodified SDK can talk to: AWS JSON 1.1 over HTTP, GenerateDataKey, Decrypt
 * and DescribeKey with one symmetric key. The encryption context is enforced as KMS does it: any other context,
 * or none, is InvalidCiphertextException. Signatures are demanded but not checked.
 * @throws MasterKeyFileError when the stored key is damaged
 * @throws Node's EADDRINUSE error when the port is taken
 */
export async function startKms(options: KmsOptions): Promise<LocalKms> {
  const { host, port, stateDir, region, log } = options;
  const key = await openMasterKey(stateDir);
  const actions = createActions(key, region);
  const counts: Record<KmsActionName, number> = { GenerateDataKey: 0, Decrypt: 0, DescribeKey: 0 };
  let fault: KmsFault | undefined;

  async function perform(request: IncomingMessage): Promise<Record<string, unknown>> {
    const body = await text(request);
    const name = actionOf(request);
    counts[name] += 1;
    if (fault !== undefined) throw FAULTS[fault]();
    if (request.headers.authorization === undefined) {
      throw new KmsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    return actions[name](parseInput(body));
  }

  function actionOf(request: IncomingMessage): KmsActionName {
    const name = TARGET.exec(String(request.headers['x-amz-target']))?.[1];
    if (request.method === 'POST' && isAction(name)) return name;
    throw new KmsError(
      'UnknownOperationException',
      `${name ?? 'That'} is not an action of this stand-in for KMS.`,
    );
  }

  function isAction(name: string | undefined): name is KmsActionName {
    return name !== undefined && Object.hasOwn(actions, name);
  }

  const server = createServer((request, response) => {
    perform(request).then(
      (output) => reply(response, 200, output),
      (error: unknown) => {
        const known = error instanceof KmsError ? error : FAULTS.down();
        log?.(
          `kms: ${known.type} for ${String(request.headers['x-amz-target'] ?? 'a call without a target')}`,
        );
        reply(response, known.status, { __type: known.type, message: known.message });
      },
    );
  });
  server.keepAliveTimeout = 75_000;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: actualPort } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    keyId: key.id,
    keyArn: keyArn(key, region),
    setFault(next) {
      fault = next;
    },
    calls: () => ({ ...counts }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function reply(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
