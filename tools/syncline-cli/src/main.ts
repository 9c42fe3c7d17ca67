import { Command } from 'commander';
import { addAlertsCommands } from './commands/alerts.command.ts';
import { addApplyCommand } from './commands/apply.command.ts';
import { addCancelCommand } from './commands/cancel.command.ts';
import { addDownloadCommand } from './commands/download.command.ts';
import { addOccurrencesCommand } from './commands/occurrences.command.ts';
import { addOutputsCommands } from './commands/outputs.command.ts';
import { addRetryCommand } from './commands/retry.command.ts';
import { addRunCommand } from './commands/run.command.ts';
import { addRunsCommand } from './commands/runs.command.ts';
import { addTokenCommand } from './commands/token.command.ts';
import { addVerifyCommand } from './commands/verify.command.ts';
import { addWatchCommand } from './commands/watch.command.ts';
import { EXIT_CODES_HELP } from './exit-codes.ts';
import { tellFailure } from './tell-failure.ts';

const program = new Command('syncline')
  .description('Talk to the services that npm start has started, as their operator.')
  .addHelpText('after', EXIT_CODES_HELP)
  .showHelpAfterError('(syncline --help shows what there is)')
  .exitOverride();
for (const add of [
  addApplyCommand, addRunsCommand, addRunCommand, addRetryCommand, addCancelCommand, addWatchCommand, addOccurrencesCommand, addAlertsCommands, addOutputsCommands,
  addDownloadCommand, addVerifyCommand, addTokenCommand,
]) add(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tellFailure(error, (text) => process.stderr.write(`${text}\n`));
}
