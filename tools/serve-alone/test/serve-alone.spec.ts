import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Extract, FileResource, Run, Scope, ServiceName } from '@syncline/contract';
import { SERVICES } from '@syncline/contract';
import { removeLocalPostgres } from '@syncline/local-postgres';
import { Identity } from '@syncline/stand-ins';
import { OPERATOR_ISSUER, OPERATOR_SUBJECT, PORT_VARIABLES } from '@syncline/syncline-cli';
import { eventually, freePort, startProcess } from '@syncline/test-kit';
import type { TestProcess } from '@syncline/test-kit';
import { OperatorClient } from '../src/operator-client.ts';

/**
 * The real thing: the built app as a process, its own PostgreSQL, stand-ins for the other two, started and stopped as a
 * person would.
 */
const SCRIPT = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const STARTED = /Ctrl-C stops it all/;

interface Served {
  readonly process: TestProcess;
  readonly url: string;
  get<T>(path: string, scope: Scope): Promise<T>;
}

let home: string;
let running: TestProcess | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'serve-alone-'));
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
  // As root the files of the databases lie outside the folder.
  for (const app of SERVICES) await removeLocalPostgres(join(home, 'serve', app, 'postgres'));
  await rm(home, { recursive: true, force: true });
});

async function serve(app: ServiceName, ports: Record<string, string>): Promise<Served> {
  running = await startProcess({ script: SCRIPT, args: [app], env: { SYNCLINE_HOME: home, LOG_FORMAT: 'json', ...ports }, ready: { output: STARTED }, within: 60_000 });
  const operator = await Identity.create(OPERATOR_ISSUER, OPERATOR_SUBJECT, await readFile(join(home, 'serve', app, 'keys', 'operator.pem'), 'utf8'));
  const url = `http://localhost:${ports[PORT_VARIABLES[app]]}`;
  const client = new OperatorClient(operator, app, url);
  return { process: running, url, get: async <T>(path: string, scope: Scope) => (await client.call('GET', path, scope)) as T };
}

async function freePorts(): Promise<Record<string, string>> {
  const entries = await Promise.all(Object.values(PORT_VARIABLES).map(async (variable) => [variable, String(await freePort())]));
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Stops as Ctrl-C does; the port must be free and the exit clean, or the next start would fail. */
async function stopAndExpectNothingLeft({ process, url }: Served): Promise<void> {
  expect(await process.kill('SIGINT')).toEqual({ code: 0, signal: null });
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
}

describe('an app served alone', () => {
  it('data-consumer proves a file of the provider stand-in, dispatched by the platform stand-in', async () => {
    const served = await serve('data-consumer', await freePorts());
    expect(served.process.output()).toContain('was told: SUCCEEDED, MATCHED');
    const { items } = await served.get<{ items: FileResource[] }>('/api/v1/files', 'files:read');
    expect(items).toMatchObject([{ name: 'lighthouses', published: { businessDate: '2026-08-04', revision: 1, rows: 3 } }]);
    await stopAndExpectNothingLeft(served);
  }, 120_000);

  it('data-provider seals a date of its own golden source and announces it to the platform stand-in', async () => {
    const served = await serve('data-provider', await freePorts());
    await eventually(() => expect(served.process.output()).toContain('was told: io.syncline.business-date.closed 2026-08-04'), { within: 30_000 });
    const { items } = await served.get<{ items: Extract[] }>('/api/v1/extracts', 'extracts:read');
    expect(items).toMatchObject([{ dataset: 'lighthouses', businessDate: '2026-08-04', state: 'SEALED', rows: 3 }]);
    await stopAndExpectNothingLeft(served);
  }, 120_000);

  it('scheduling-platform turns an event into a run that the consumer stand-in proves, once, also over a restart', async () => {
    const ports = await freePorts();
    const first = await serve('scheduling-platform', ports);
    const runs = async (served: Served): Promise<Run[]> => (await served.get<{ items: Run[] }>('/api/v1/runs', 'runs:read')).items;
    await eventually(async () => expect(await runs(first)).toMatchObject([{ businessDate: '2026-08-04', state: 'SUCCEEDED', reconciliation: { result: 'MATCHED' } }]), { within: 30_000 });
    await stopAndExpectNothingLeft(first);
    const second = await serve('scheduling-platform', ports);
    expect(await runs(second)).toHaveLength(1);
    await stopAndExpectNothingLeft(second);
  }, 180_000);

  it('says what is wrong when it cannot start', async () => {
    const ports = await freePorts();
    const refused = await startProcess({ script: SCRIPT, args: ['no-such-app'], env: { SYNCLINE_HOME: home, ...ports } });
    expect((await refused.exited).code).toBe(1);
    expect(refused.output()).toContain('One of scheduling-platform, data-provider, data-consumer');
  });
});
