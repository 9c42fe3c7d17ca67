import { fileURLToPath } from 'node:url';
import { eventually, freePort, freshDatabase, startProcess, testEnvironment } from '@syncline/test-kit';
import type { TestProcess } from '@syncline/test-kit';

const script = fileURLToPath(new URL('./fixtures/service.mjs', import.meta.url));

async function start(env: Record<string, string> = {}): Promise<{ service: TestProcess; url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = await startProcess({ script, env: testEnvironment({ env: { PORT: String(port), ...env } }), ready: { url: `${url}/health/ready` } });
  return { service, url };
}

it.each(['SIGTERM', 'SIGINT'] as const)('stops by %s with exit code 0, after the request in flight was answered', async (signal) => {
  const { service, url } = await start();
  const answer = fetch(`${url}/api/v1/slow`).then((response) => response.json());
  await eventually(() => service.output().includes('slow request began'));
  await expect(service.kill(signal)).resolves.toEqual({ code: 0, signal: null });
  await expect(answer).resolves.toEqual({ done: true });
  const output = service.output();
  const places = ['is listening', '"stopping"', 'feature ended', '"stopped"'].map((text) => output.indexOf(text));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
});

it('leaves at once at the second signal, with exit code 1', async () => {
  const { service } = await start({ HANGS: 'true' });
  const gone = service.kill('SIGTERM');
  await eventually(() => service.output().includes('"stopping"'));
  await service.kill('SIGTERM');
  await expect(gone).resolves.toEqual({ code: 1, signal: null });
});

it('refuses to start with all that is wrong with its configuration, and no stack', async () => {
  const { DATABASE_URL: _, SERVICE_KEY_FILE: __, ...env } = testEnvironment({ file: { nonsense: 1 } });
  const service = await startProcess({ script, env });
  await expect(service.exited).resolves.toEqual({ code: 1, signal: null });
  expect(service.output()).toMatch(/The configuration of data-consumer cannot be used:\n {2}- environment variable DATABASE_URL: is missing\n {2}- environment variable SERVICE_KEY_FILE: is missing\n {2}- .*\/nonsense: is not a known setting\n$/);
});

it('refuses to start without its key', async () => {
  const service = await startProcess({ script, env: testEnvironment({ keyFile: '/nowhere/key.pem' }) });
  await expect(service.exited).resolves.toEqual({ code: 1, signal: null });
  expect(service.output()).toContain('/nowhere/key.pem');
});

it('ends when its port is taken', async () => {
  const { service, url } = await start();
  const second = await startProcess({ script, env: testEnvironment({ env: { PORT: new URL(url).port } }) });
  await expect(second.exited).resolves.toEqual({ code: 1, signal: null });
  expect(second.output()).toContain('EADDRINUSE');
  await service.stop();
});

it('migrates and ends, and knows no other command', async () => {
  const database = await freshDatabase();
  const env = testEnvironment({ databaseUrl: database.url, env: { WITH_DATABASE: 'true' } });
  const migrate = await startProcess({ script, args: ['migrate'], env });
  await expect(migrate.exited).resolves.toEqual({ code: 0, signal: null });
  expect(migrate.output()).toContain('The schema is up to date.');
  const unknown = await startProcess({ script, args: ['drop'], env });
  await expect(unknown.exited).resolves.toEqual({ code: 1, signal: null });
  expect(unknown.output()).toContain('knows one command, "migrate"');
  await database.drop();
});
