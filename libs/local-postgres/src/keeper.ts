import { spawn } from 'node:child_process';

/**
 * Waits until the process `$1` is gone, then ends the server of the files in `$2` as hard as it can and deletes `$2` and
 * `$3`. Plain sh in a session of its own: it costs next to nothing, and survives whatever happens to the process.
 */
const SCRIPT = `
while kill -0 "$1" 2>/dev/null; do sleep 1; done
server=$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null)
if [ -n "$server" ] && kill -QUIT "$server" 2>/dev/null; then
  rounds=0
  while [ -e "$2/data/postmaster.pid" ] && kill -0 "$server" 2>/dev/null && [ $rounds -lt 100 ]; do sleep 0.1; rounds=$((rounds + 1)); done
fi
rm -rf "$2" "$3"
`;

/** Lets a server and its files exist only as long as a process, however that one ends: also after a kill -9. */
export function keepOnlyAsLongAs(pid: number, folder: string, dataDir: string): void {
  spawn('/bin/sh', ['-c', SCRIPT, 'syncline-postgres-keeper', String(pid), folder, dataDir], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  }).unref();
}
