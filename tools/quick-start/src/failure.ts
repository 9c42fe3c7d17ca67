/**
 * A step that could not be done, said the way a person wants to read it: one sentence, and where to look.
 * Everything the quick start gives up on is one of these; any other error is a fault of its own.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly log: string | null;

  constructor(
    sentence: string,
    /** File that tells more. */
    log?: string | null,
    cause?: unknown,
  ) {
    super(sentence, { cause });
    this.log = log ?? null;
  }
}

/** The person asked to stop; not a failure. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Stops a chain of steps between two of them. */
export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
