import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../run/temporary-folder.ts';
import { startProcess } from './start-process.ts';

const script = async (source: string): Promise<string> => {
  const file = join(temporaryFolder('process'), 'main.mjs');
  await writeFile(file, source);
  return file;
};

describe('startProcess', () => {
  it('waits for the output that means ready, and stops it by SIGTERM', async () => {
    const file = await script(`
      process.on('SIGTERM', () => { console.log('bye ' + process.env.NAME); process.exit(0); });
      setTimeout(() => console.log('ready'), 50);
      setInterval(() => {}, 1000);
    `);
    const started = await startProcess({ script: file, env: { NAME: 'Ada' }, ready: { output: /ready/ } });
    await expect(started.stop()).resolves.toEqual({ code: 0, signal: null });
    expect(started.output()).toContain('bye Ada');
  });

  it('says what a process said that ended before it was ready', async () => {
    const file = await script(`console.error('no such database'); process.exit(3);`);
    await expect(startProcess({ script: file, ready: { output: /ready/ } })).rejects.toThrow(/ended with 3.*no such database/s);
  });

  it('passes nothing of our environment on', async () => {
    const file = await script(`console.log(Object.keys(process.env).join()); console.log('ready'); setInterval(() => {}, 1000);`);
    const started = await startProcess({ script: file, ready: { output: /ready/ } });
    expect(started.output()).not.toContain('NODE_OPTIONS');
    await started.kill();
  });
});
