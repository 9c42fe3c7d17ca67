import { runUntilInterrupted } from '@syncline/bench-kit';
import { runBenchmark } from './benchmark.ts';
import type { Wishes } from './command-line.ts';
import { Stack } from './stack/stack.ts';

/** @returns the exit code */
export const runCommandLine = (wishes: Wishes): Promise<number> =>
  runUntilInterrupted(
    () => Stack.start({ profileFolder: wishes.profile, watchesStatements: wishes.statements }),
    (stack) => runBenchmark({ stack, wishes, print: (line) => void process.stdout.write(`${line}\n`) }),
  );
