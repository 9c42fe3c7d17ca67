import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** The port that was asked for belongs to another program. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is taken by another program`);
    this.port = port;
  }
}

/** A port of 127.0.0.1 that was free a moment ago. Somebody may be faster: who needs to be sure tries again. */
export const freePort = (): Promise<number> => probe(0);

/** Throws `PortTakenError` if nothing could listen there now. */
export async function assertPortFree(port: number): Promise<void> {
  await probe(port);
}

function probe(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error),
    );
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: bound } = server.address() as AddressInfo;
      server.close(() => resolve(bound));
    });
  });
}
