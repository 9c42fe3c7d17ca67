import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built program as a person starts it, with the machine's own psql. What it says is looked at, never how long anything took. */

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { env: { ...env, NODE_OPTIONS: '' } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });

const NUMBERS = { platform: expect.any(Number), provider: expect.any(Number), consumer: expect.any(Number) };

describe('bench:data', () => {
  it('measures everything, and finds every target equal to its source', async () => {
    const { code, stdout, stderr } = await run(['--rows', '10000', '--rounds', '1', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(stdout).toMatch(/fsync on/);
    expect(stdout).toMatch(/psql \(PostgreSQL\) \d/);
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      rows: 10_000,
      psqlPipeSeconds: expect.any(Number), syncSeconds: expect.any(Number), sealSeconds: expect.any(Number), closeToSucceededSeconds: expect.any(Number),
      secondDaySeconds: expect.any(Number), handWrittenSeconds: expect.any(Number),
      ratioToPsqlPipe: expect.any(Number), ratioCloseToPsqlPipe: expect.any(Number), ratioSecondDay: expect.any(Number), speedupOverHandWritten: expect.any(Number),
      peakRssMb: NUMBERS,
      phaseSeconds: { extract: expect.any(Number), transfer: expect.any(Number), load: expect.any(Number), prove: expect.any(Number), publish: expect.any(Number) },
    });
  }, 120_000);

  it('ends with 2 where there is no psql, and says how to get it', async () => {
    const { code, stderr } = await run([], { PATH: fileURLToPath(new URL('.', import.meta.url)) });
    expect(code).toBe(2);
    expect(stderr).toContain('postgresql-client');
  });

  it('ends with 2 for what it does not know', async () => {
    expect(await run(['--fast'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--fast') as string });
  });
});
