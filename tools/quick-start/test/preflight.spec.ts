import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Installation, readInstallation } from '@syncline/syncline-cli';
import { freePort, startProcess } from '@syncline/test-kit';
import { HomeLock } from '../src/preflight/home-lock.ts';
import { nodeVersionProblem } from '../src/preflight/node-version.ts';
import { requireFreePorts } from '../src/preflight/ports.ts';

describe('preflight', () => {
  it.each([['v24.0.0', true], ['v26.10.1', true], ['v22.14.0', false], ['v9.9.9', false]])('takes Node %s: %p', (version, isGood) => {
    expect(nodeVersionProblem(version) === null).toBe(isGood);
  });

  describe('ports', () => {
    let taken: Server;
    afterEach(() => new Promise((resolve) => taken.close(resolve)));

    async function installationWith(variable: string, host: string): Promise<Installation> {
      taken = createServer();
      const port = await new Promise<number>((resolve) => taken.listen(0, host, () => resolve((taken.address() as { port: number }).port)));
      const env: Record<string, string> = {};
      for (const name of ['SCHEDULING_PLATFORM_PORT', 'DATA_PROVIDER_PORT', 'DATA_PROVIDER_2_PORT', 'DATA_CONSUMER_PORT', 'POSTGRES_PORT']) env[name] = String(await freePort());
      return readInstallation({ ...env, [variable]: String(port) });
    }

    it.each(['SCHEDULING_PLATFORM_PORT', 'DATA_PROVIDER_PORT', 'DATA_PROVIDER_2_PORT', 'DATA_CONSUMER_PORT'])('names %s when its port is taken', async (variable) => {
      await expect(requireFreePorts(await installationWith(variable, '127.0.0.1'))).rejects.toThrow(`is taken by another program: set ${variable} to another one`);
    });

    it('sees a program that listens on every address', async () => {
      await expect(requireFreePorts(await installationWith('DATA_PROVIDER_PORT', '0.0.0.0'))).rejects.toThrow('set DATA_PROVIDER_PORT');
    });
  });

  describe('the lock of a home', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'syncline-lock-'))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const holder = fileURLToPath(new URL('./fixtures/hold-lock.mjs', import.meta.url));

    it('is refused while another process has it, and free the moment that process was killed', async () => {
      const file = join(folder, 'lock');
      const other = await startProcess({ script: holder, args: [file], ready: { output: /has the lock/ } });
      try {
        expect(HomeLock.take(file)).toBeNull();
      } finally {
        await other.kill('SIGKILL');
      }
      const lock = HomeLock.take(file);
      expect(lock).not.toBeNull();
      lock?.release();
    });
  });
});
