import { nodeVersionProblem } from './preflight/node-version.ts';

/** Nothing else is loaded before Node is known to be new enough to load it. */
const problem = nodeVersionProblem(process.version);
if (problem === null) {
  const { runCommandLine } = await import('./run-command-line.ts');
  process.exit(await runCommandLine(process.argv.slice(2)));
}
process.stderr.write(`${problem}\n`);
process.exit(1);
