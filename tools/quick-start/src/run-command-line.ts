import { HELP, parseCommandLine } from './command-line.ts';
import { quickStart } from './quick-start.ts';

/** Does what the arguments say; answers the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const read = parseCommandLine(args);
  if ('problem' in read) {
    process.stderr.write(`${read.problem}\n\n${HELP}\n`);
    return 2;
  }
  if (read.wishes.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  return quickStart(read.wishes);
}
