import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, freePort } from '@syncline/test-kit';
import { processIdentity } from '../src/supervisor/process-identity.ts';
import { RESTART_POLICY } from '../src/supervisor/restart-policy.ts';
import type { ServiceSpec } from '../src/supervisor/supervised-service.ts';
import { Supervisor } from '../src/supervisor/supervisor.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const isAlive = (pid: number): boolean => processIdentity(pid) !== null;

describe('Supervisor, with real processes', () => {
  let folder: string;
  let told: string[];
  let supervisor: Supervisor;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'syncline-supervisor-'));
    told = [];
    supervisor = new Supervisor(
      {
        onDeath: (service, how) => told.push(`${service} ${how}`),
        onBack: (service) => told.push(`${service} is back`),
        onGivenUp: (service, how, deaths) => told.push(`${service} ${how}, given up after ${deaths} deaths`),
      },
      { ...RESTART_POLICY, firstMs: 10, longestMs: 20, maxInARow: 3 },
    );
  });
  afterEach(async () => {
    supervisor.killNow();
    await supervisor.stop([], 1_000);
    rmSync(folder, { recursive: true, force: true });
  });

  async function spec(name: string, env: Record<string, string> = {}, script = 'small-service.mjs'): Promise<ServiceSpec> {
    const port = await freePort();
    return {
      name,
      command: [fixture(script)],
      env: { PATH: '/usr/bin:/bin', PORT: String(port), ...env },
      cwd: folder,
      logFile: join(folder, `${name}.log`),
      pidFile: join(folder, `${name}.json`),
      readyUrl: `http://127.0.0.1:${port}/`,
    };
  }

  const ask = async ({ readyUrl }: ServiceSpec): Promise<{ pid: number; child: number; inherited: string | null }> => (await fetch(readyUrl)).json() as never;

  it('starts a process with its environment, and stops it with everything that it started', async () => {
    const service = await spec('one', { INHERITED: 'yes' });
    const pid = await supervisor.start(service);
    const answer = await ask(service);
    expect(answer).toMatchObject({ pid, inherited: 'yes' });
    expect(readFileSync(service.logFile, 'utf8')).toBe('small service is up\n');

    await supervisor.stop(['one'], 2_000);
    await eventually(() => !isAlive(answer.pid) && !isAlive(answer.child));
    expect(readdirSync(folder)).toEqual(['one.log']);
    expect(told).toEqual([]);
  });

  it('names a service that dies and starts it again', async () => {
    const service = await spec('phoenix');
    const first = await supervisor.start(service);
    const { child } = await ask(service);
    process.kill(first ?? 0, 'SIGKILL');
    await eventually(() => told.includes('phoenix is back'));
    expect(told).toEqual(['phoenix was killed by SIGKILL', 'phoenix is back']);
    expect((await ask(service)).pid).not.toBe(first);
    expect(isAlive(child)).toBe(false); // what it had started went with it
  });

  it('gives up one that dies again and again', async () => {
    const service = await spec('fragile');
    await supervisor.start(service);
    for (let death = 1; death <= 4; death += 1) {
      await eventually(async () => process.kill((await ask(service)).pid, 'SIGKILL'));
      await eventually(() => told.filter((line) => line.startsWith('fragile was killed')).length === death);
    }
    expect(told.at(-1)).toBe('fragile was killed by SIGKILL, given up after 4 deaths');
  });

  it('gives up a service that cannot start, and keeps what it said', async () => {
    const service = await spec('sick', {}, 'dies-at-once.mjs');
    await expect(supervisor.start(service)).resolves.toBeNull();
    expect(told).toEqual(['sick ended with exit code 3, given up after 1 deaths']);
    expect(readFileSync(service.logFile, 'utf8')).toBe('I cannot start like this\n');
  });

  it('makes a process stop that does not want to, within the bound', async () => {
    const service = await spec('deaf', { DEAF: 'yes' });
    const pid = await supervisor.start(service);
    const startedAt = performance.now();
    await supervisor.stop(['deaf'], 200);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(isAlive(pid ?? 0)).toBe(false);
    expect(readFileSync(service.logFile, 'utf8')).toContain('heard, not done');
  });

  it('stops one after the other in the order it is given', async () => {
    const services = [await spec('first'), await spec('deaf', { DEAF: 'yes' }), await spec('last')];
    const [first, , last] = await Promise.all(services.map((service) => supervisor.start(service)));
    const stopped = supervisor.stop(['first', 'deaf', 'last'], 1_000);
    await eventually(() => !isAlive(first ?? 0));
    expect(isAlive(last ?? 0)).toBe(true); // its turn comes after the deaf one's grace
    await stopped;
    expect(isAlive(last ?? 0)).toBe(false);
  });

  it('starts nothing once it is stopping', async () => {
    await supervisor.stop([], 100);
    await expect(supervisor.start(await spec('late'))).resolves.toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });
});
