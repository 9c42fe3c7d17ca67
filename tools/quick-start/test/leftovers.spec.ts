import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, freePort } from '@syncline/test-kit';
import { stopLeftovers } from '../src/supervisor/leftovers.ts';
import { writePidFile } from '../src/supervisor/pid-file.ts';
import { processIdentity } from '../src/supervisor/process-identity.ts';

const script = fileURLToPath(new URL('./fixtures/small-service.mjs', import.meta.url));

describe('stopLeftovers', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'syncline-leftovers-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What a quick start that was killed leaves: a process in a group of its own that nobody waits for. */
  async function leftover(env: Record<string, string> = {}): Promise<number> {
    const port = await freePort();
    const child = spawn(process.execPath, [script], { detached: true, stdio: 'ignore', env: { PATH: '/usr/bin:/bin', PORT: String(port), ...env } });
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/`)).ok);
    return child.pid ?? 0;
  }

  it('stops a process that is the one of the pid file, and its children', async () => {
    const pid = await leftover();
    writePidFile(join(folder, 'data-consumer.json'), 'data-consumer', pid);
    await expect(stopLeftovers(folder)).resolves.toEqual(['data-consumer']);
    expect(processIdentity(pid)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes it stop if asking does not help', async () => {
    const pid = await leftover({ DEAF: 'yes' });
    writePidFile(join(folder, 'deaf.json'), 'deaf', pid);
    await expect(stopLeftovers(folder, 200)).resolves.toEqual(['deaf']);
    expect(processIdentity(pid)).toBeNull();
  });

  it('leaves alone a process that only has the number of the one of the pid file', async () => {
    const pid = await leftover();
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ name: 'other', pid, identity: 'boot/12345' }));
    await expect(stopLeftovers(folder)).resolves.toEqual([]);
    expect(processIdentity(pid)).not.toBeNull();
    expect(readdirSync(folder)).toEqual([]);
    process.kill(-pid, 'SIGKILL');
  });

  it.each(['', 'no json', '{"pid":1,"name":"init","identity":"x"}', '{"pid":-1,"name":"all","identity":"x"}'])('forgets a pid file that says %p', async (text) => {
    writeFileSync(join(folder, 'broken.json'), text);
    await expect(stopLeftovers(folder)).resolves.toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
