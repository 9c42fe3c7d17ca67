import type { Methods, Question, Said } from './helper-protocol.ts';

/**
 * The child's side: answers questions until the parent lets go of it, then ends, whatever happened to the parent. Ctrl-C
 * reaches every process of the terminal; here it is ignored, because the parent ends things in order.
 */
export function serveHelper(methods: Methods): void {
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (question: Question) => void answer(methods, question));
}

/** Tells the parent that there are so many more. */
export const tell = (count: number): void => send({ count });

async function answer(methods: Methods, { id, method, argument }: Question): Promise<void> {
  try {
    const work = methods[method] as ((argument: unknown) => unknown) | undefined;
    if (work === undefined) throw new Error(`No method ${method}`);
    send({ id, value: await work(argument) });
  } catch (error) {
    send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function send(said: Said): void {
  process.send?.(said);
}
