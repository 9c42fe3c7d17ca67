import { runUntilInterrupted } from '@syncline/bench-kit';
import { runBenchmark } from './benchmark.ts';
import type { Wishes } from './command-line.ts';
import { Stack } from './stack/stack.ts';

/**
 * @param psqlVersion what psql says of itself
 * @returns the exit code
 */
export const runCommandLine = (wishes: Wishes, psqlVersion: string): Promise<number> =>
  runUntilInterrupted(
    () => Stack.start({ profileFolder: wishes.profile, watchesStatements: wishes.statements }),
    (stack) => runBenchmark({ stack, wishes, psqlVersion, print: (line) => void process.stdout.write(`${line}\n`) }),
  );
