import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process id is used again by the next process that comes; a process id together with the moment its process began is not.
 * Answers a text that names the living process for good, or null when there is none (a zombie counts as none).
 */
export function processIdentity(pid: number): string | null {
  return process.platform === 'linux' ? identityOnLinux(pid) : identityByPs(pid);
}

/** Fields after the name in parentheses, which may itself hold spaces: state is the first, start time the 20th. */
function identityOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return null;
  }
}

function identityByPs(pid: number): string | null {
  try {
    const [state, ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim().split(/\s+/);
    return state === undefined || state.startsWith('Z') ? null : started.join(' ');
  } catch {
    return null;
  }
}
