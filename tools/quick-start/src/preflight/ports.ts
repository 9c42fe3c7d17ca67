import { createServer } from 'node:net';
import { type Installation, INSTANCES, PORT_VARIABLES } from '@syncline/syncline-cli';
import { Failure } from '../failure.ts';

/** `localhost` may mean either; a stranger on one of them would answer in the name of a service. */
const LOOPBACKS = ['127.0.0.1', '::1'];
const NO_SUCH_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/**
 * Fails with the variables to set when a port is taken. PostgreSQL's own is looked at when it starts: until
 * then it may be held by the server that an earlier start has left behind, which is ended first.
 */
export async function requireFreePorts(installation: Installation): Promise<void> {
  const wanted = INSTANCES.map((instance) => ({ instance, port: installation.ports[instance], variable: PORT_VARIABLES[instance] }));
  const taken: string[] = [];
  for (const { instance, port, variable } of wanted) {
    const problem = await portProblem(port);
    if (problem !== null) taken.push(`Port ${port} for ${instance} ${problem}: set ${variable} to another one`);
  }
  if (taken.length > 0) throw new Failure(`${taken.join('. ')}.`);
}

async function portProblem(port: number): Promise<string | null> {
  for (const host of LOOPBACKS) {
    const code = await tryToListen(port, host);
    if (code === 'EACCES') return 'needs rights that this user has not';
    if (code !== null && !NO_SUCH_ADDRESS.has(code)) return 'is taken by another program';
  }
  return null;
}

function tryToListen(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'UNKNOWN'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
