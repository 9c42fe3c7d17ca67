import { Command, CommanderError } from 'commander';
import { ServiceUnreachable } from './api/service-errors.ts';
import { addRunsCommands } from './commands/runs.command.ts';
import { addTokenCommand } from './commands/token.command.ts';
import { EXIT, EXIT_CODES_HELP } from './exit-codes.ts';
import { InstallationError } from './installation.config.ts';
import { OperatorKeyMissing } from './operator/operator-key.ts';

const program = new Command('syncline')
  .description('Talk to the services that npm start has started, as their operator.')
  .addHelpText('after', EXIT_CODES_HELP)
  .showHelpAfterError('(syncline --help shows what there is)')
  .exitOverride();
addTokenCommand(program);
addRunsCommands(program);

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof InstallationError) return EXIT.usage;
  if (error instanceof OperatorKeyMissing) return EXIT.noKey;
  if (error instanceof ServiceUnreachable) return EXIT.unreachable;
  return EXIT.refused;
}

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own message; everything else is one line on standard error.
  if (!(error instanceof CommanderError)) process.stderr.write(`syncline: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
