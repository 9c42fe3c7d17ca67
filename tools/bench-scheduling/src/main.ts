import { HELP, parseCommandLine } from './command-line.ts';
import { runCommandLine } from './run-command-line.ts';

const commandLine = parseCommandLine(process.argv.slice(2));
if ('problem' in commandLine) {
  process.stderr.write(`${commandLine.problem}\n`);
  process.exitCode = 2;
} else if (commandLine.wishes.help) {
  process.stdout.write(`${HELP}\n`);
} else {
  process.exitCode = await runCommandLine(commandLine.wishes);
}
