import type { ExitCode } from '../exit-codes.ts';

/** A command that has said everything, and ends with another exit code than 0. */
export class CommandEnded extends Error {
  override readonly name = 'CommandEnded';
  /** @param sentence what is still to be said on standard error; nothing unless given */
  constructor(readonly exitCode: ExitCode, readonly sentence: string | null = null) {
    super(sentence ?? `exit code ${exitCode}`);
  }
}
