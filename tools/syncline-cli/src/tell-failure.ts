import { CommanderError } from 'commander';
import { ServiceUnreachable } from './api/service-errors.ts';
import { CommandEnded } from './commands/command-ended.ts';
import { DefinitionsWrong } from './definitions/file-problem.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { InstallationError, PORT_VARIABLES } from './installation.config.ts';
import { OperatorKeyMissing } from './operator/operator-key.ts';

/** Says on standard error why a command did not do what was asked. @returns its exit code */
export function tellFailure(error: unknown, say: (text: string) => void): ExitCode {
  // Commander has printed its own message; a command that ended without a sentence has said everything.
  const sentence = error instanceof CommandEnded ? error.sentence : error instanceof CommanderError ? null : messageOf(error);
  if (sentence !== null) say(`syncline: ${sentence}`);
  if (error instanceof ServiceUnreachable && error.url !== null) say(`  Is it running? \`npm start\` starts it; ${PORT_VARIABLES[error.service]} tells where, if it is not on its usual port.`);
  return exitCodeOf(error);
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommandEnded) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof InstallationError || error instanceof DefinitionsWrong) return EXIT.usage;
  if (error instanceof OperatorKeyMissing) return EXIT.noKey;
  if (error instanceof ServiceUnreachable) return EXIT.unreachable;
  return EXIT.refused;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
