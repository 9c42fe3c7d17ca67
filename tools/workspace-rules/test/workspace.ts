import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url));

const run = promisify(execFile);

/** Runs a command line of the workspace with the pinned Node and returns what it printed. */
export const inWorkspace = async (script: string, ...args: string[]): Promise<string> => {
  const { stdout } = await run(process.execPath, [`${workspaceRoot}/node_modules/${script}`, ...args], {
    cwd: workspaceRoot,
    env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '', FORCE_COLOR: '0' },
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
};
