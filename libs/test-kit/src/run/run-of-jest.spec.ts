import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../eventually.ts';
import { deleteWithProcess, killWithProcess } from './keeper.ts';
import { runOfJest } from './run-of-jest.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Something that only waits. */
const sleeper = (): ReturnType<typeof spawn> => spawn('/bin/sh', ['-c', 'sleep 600'], { stdio: 'ignore' });

describe('what goes with a run of Jest', () => {
  it('a folder, even if the run is killed', async () => {
    const [run, folder] = [sleeper(), temporaryFolder()];
    await writeFile(join(folder, 'file'), '');
    deleteWithProcess(run.pid ?? 0, folder);
    run.kill('SIGKILL');
    await eventually(() => expect(access(folder)).rejects.toThrow('ENOENT'));
  });

  it('a process, even if the run is killed', async () => {
    const [run, child] = [sleeper(), sleeper()];
    const exit = once(child, 'exit');
    killWithProcess(run.pid ?? 0, child.pid ?? 0);
    run.kill('SIGKILL');
    await expect(exit).resolves.toEqual([null, 'SIGKILL']);
  });

  it('is one run for all its test files: the process that started the workers, or this one', () => {
    expect([process.pid, process.ppid]).toContain(runOfJest().pid);
    expect(runOfJest().key).toMatch(/^\d+-\d+$/);
  });
});
