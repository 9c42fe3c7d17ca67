import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LocalPostgresOptions } from '../src/index.ts';

/** A server that another process started. */
export interface OwnedElsewhere {
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  /** The other process. */
  readonly owner: number;
  /** Sends the signal to the other process and everything in its process group, as Ctrl-C on a terminal does. */
  signalGroup(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `owner.ts` in a process group of its own, and waits until its server answers. */
export async function startElsewhere(options: LocalPostgresOptions, uid?: number): Promise<OwnedElsewhere> {
  const script = join(import.meta.dirname, 'owner.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=@syncline/source', '--no-warnings', script, JSON.stringify(options), ...(uid === undefined ? [] : [String(uid)])],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true, cwd: '/', env: { PATH: '/usr/bin:/bin' } },
  );
  const exited = once(child, 'exit');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const said = JSON.parse(line.toString()) as Omit<OwnedElsewhere, 'owner' | 'signalGroup'> | { error: string };
  if ('error' in said) {
    await exited;
    throw new Error(said.error);
  }
  const owner = child.pid ?? 0;
  return {
    ...said,
    owner,
    signalGroup: async (signal) => {
      process.kill(-owner, signal);
      await exited;
    },
  };
}
