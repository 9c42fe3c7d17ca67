/**
 * The downstream: a target of dispatches in a process of its own. It verifies the platform's token, answers 202, and only
 * then sends the report, in a request of its own. It does as little else as it can: it shares the machine's cores with
 * what is measured.
 */
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveHelper, systemClock, tell } from '@syncline/bench-kit';
import type { Dispatch } from '@syncline/contract';
import { IssuerKeys, TokenVerifier } from '@syncline/service-auth';
import { identityOf, ISSUERS } from '../stack/identities.ts';
import { Record } from './record.ts';
import { Reporter } from './reporter.ts';
import type { TargetMethods, TargetStart } from './target-methods.ts';

/** How often it tells of runs that have ended, in milliseconds: seldom enough to cost nothing. */
const TELL_EVERY_MS = 4;

const record = new Record();
let ended = 0;
let told = 0;

async function start({ keys, platformJwksFile }: TargetStart): Promise<string> {
  const platform = { issuer: ISSUERS.platform.issuer, jwksFile: platformJwksFile, scopes: ['syncs:run' as const], algorithms: ['ES256' as const], typ: ['at+jwt'], maxLifetimeMs: 600_000 };
  const verifier = new TokenVerifier({ audience: ISSUERS.target.name, issuers: [platform], keys: new IssuerKeys([platform], systemClock), clock: systemClock });
  const reporter = new Reporter(await identityOf('target', keys));
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void receive(request.headers.authorization, Buffer.concat(chunks), response, { verifier, reporter }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  setInterval(tellOfEnds, TELL_EVERY_MS);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function receive(authorization: string | undefined, body: Buffer, response: ServerResponse, { verifier, reporter }: { verifier: TokenVerifier; reporter: Reporter }): Promise<void> {
  const isTrusted = await verifier.verify(authorization?.slice('Bearer '.length) ?? '').then(({ scopes }) => scopes.has('syncs:run'), () => false);
  if (!isTrusted) {
    record.refused += 1;
    response.writeHead(401).end();
    return;
  }
  const { runId, attempt, callbackUrl, message } = JSON.parse(body.toString('utf8')) as Dispatch;
  const isNew = record.arrived(runId, message?.id ?? null);
  if (isNew) response.once('finish', () => setImmediate(() => void finish(runId, attempt, callbackUrl, reporter)));
  response.writeHead(202).end();
}

async function finish(runId: string, attempt: number, callbackUrl: string, reporter: Reporter): Promise<void> {
  try {
    await reporter.report(callbackUrl, attempt);
    record.ended(runId);
    ended += 1;
  } catch (error) {
    record.failedReports.push(`${runId}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tellOfEnds(): void {
  if (ended === told) return;
  tell(ended - told);
  told = ended;
}

const methods: TargetMethods = {
  start,
  counts: () => ({ arrived: record.runs.size, ended }),
  record: () => ({ runs: record.runs, refused: record.refused, failedReports: record.failedReports }),
  clear: () => {
    record.clear();
    [ended, told] = [0, 0];
  },
};
serveHelper(methods);
