/** Of a service's log, in characters. */
const LONGEST_LINE = 2_000;

class Interrupted extends Error {}

/** What a benchmark runs on: can be closed however far things have come, and knows what its processes complained about. */
interface Closable {
  close(): Promise<void>;
  troubles(): Promise<string[]>;
}

/**
 * Everything from the start of the database to the deletion of its files. Ctrl-C ends the measurement, and the same
 * cleaning up follows; a second one is ignored, for it would leave processes behind.
 *
 * @returns the exit code: 0 measured, 1 something went wrong, 130 interrupted
 */
export async function runUntilInterrupted<Stack extends Closable>(start: () => Promise<Stack>, measure: (stack: Stack) => Promise<void>): Promise<number> {
  let interrupt: (error: Error) => void = () => undefined;
  const interrupted = new Promise<never>((_, reject) => (interrupt = reject));
  interrupted.catch(() => undefined);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt(new Interrupted()));

  const stack = await start();
  try {
    await Promise.race([measure(stack), interrupted]);
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
