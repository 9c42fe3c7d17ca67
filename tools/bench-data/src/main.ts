import { HELP, parseCommandLine } from './command-line.ts';
import { findPsql, HOW_TO_GET_PSQL } from './measurements/psql.ts';
import { runCommandLine } from './run-command-line.ts';

const commandLine = parseCommandLine(process.argv.slice(2));
if ('problem' in commandLine) {
  process.stderr.write(`${commandLine.problem}\n`);
  process.exitCode = 2;
} else if (commandLine.wishes.help) {
  process.stdout.write(`${HELP}\n`);
} else {
  const psql = await findPsql();
  if (psql === null) process.stderr.write(`${HOW_TO_GET_PSQL}\n`);
  process.exitCode = psql === null ? 2 : await runCommandLine(commandLine.wishes, psql);
}
