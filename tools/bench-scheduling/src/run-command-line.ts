import { runBenchmark } from './benchmark.ts';
import type { Wishes } from './command-line.ts';
import { Stack } from './stack/stack.ts';

/** Of a node's log, in characters. */
const LONGEST_LINE = 2_000;

class Interrupted extends Error {}

/**
 * Everything from the start of the database to the deletion of its files. Ctrl-C ends the measurement, and the same
 * cleaning up follows; a second one is ignored, for it would leave processes behind.
 *
 * @returns the exit code
 */
export async function runCommandLine(wishes: Wishes): Promise<number> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  let interrupt: (error: Error) => void = () => undefined;
  const interrupted = new Promise<never>((_, reject) => (interrupt = reject));
  interrupted.catch(() => undefined);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt(new Interrupted()));

  const stack = await Stack.start({ profileFolder: wishes.profile, watchesStatements: wishes.statements });
  try {
    await Promise.race([runBenchmark({ stack, wishes, print }), interrupted]);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return 130;
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    for (const line of await stack.troubles()) process.stderr.write(`${line.slice(0, LONGEST_LINE)}\n`);
    return 1;
  } finally {
    await stack.close();
  }
}
