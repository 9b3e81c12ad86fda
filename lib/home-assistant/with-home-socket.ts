import type { Deadline } from '../deadline.ts';
import type { HomeAccess } from './home-access.ts';
import type { Transport } from './transport.ts';
import { type HomeSocket, openHomeSocket } from './websocket.ts';

/**
 * A conversation with the WebSocket API as the user whose token the home access carries; it is closed in any case.
 * @throws {HomeTokenRefused}, another outcome of a home, and whatever the work throws
 */
export async function withHomeSocket<T>(
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
  work: (socket: HomeSocket) => Promise<T>,
): Promise<T> {
  const socket = await openHomeSocket(transport, home, deadline);
  try {
    await socket.authenticate();
    return await work(socket);
  } finally {
    socket.close();
  }
}
