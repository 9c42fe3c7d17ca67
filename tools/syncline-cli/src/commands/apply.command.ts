import type { Command } from 'commander';
import { openPlatform } from '../api/platform.ts';
import { type AppliedDefinition, applyPlan, exitCodeOf } from '../apply/apply-plan.ts';
import { explainFailures, formatApplied, formatPlanned } from '../apply/format-applied.ts';
import { formatPlan } from '../apply/format-diff.ts';
import { plan, type PlannedDefinition } from '../apply/plan.ts';
import { Output } from '../console/output.ts';
import { readDefinitions } from '../definitions/read-definitions.ts';
import { EXIT } from '../exit-codes.ts';
import { readInstallation, urlsOf } from '../installation.config.ts';
import { CommandEnded } from './command-ended.ts';

interface ApplyOptions {
  readonly file: readonly string[];
  readonly dryRun?: true;
  readonly json?: true;
}

const HELP = `
Documents of YAML, several a file if you like, each with kind: Task, TaskGroup or Calendar beside the fields of its body.
\${data-consumer}, \${data-provider}, \${data-provider-2} and \${scheduling-platform} stand for the URLs of this installation.
Secrets are only ever named: env:SYNCLINE_SECRET_<NAME> or file:<name>. What no file names is left alone.`;

/** `syncline apply`: makes the platform's definitions what the files say. */
export function addApplyCommand(program: Command): void {
  program
    .command('apply')
    .description('create and change tasks, task groups and calendars from YAML; shows what changes, and changes nothing twice')
    .requiredOption('-f, --file <path...>', 'files, or folders with everything below them')
    .option('--dry-run', 'only show what would change (exit code 6 if there is something)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (options: ApplyOptions) => {
      const output = new Output(options.json === true);
      const installation = readInstallation();
      const documents = readDefinitions(options.file, urlsOf(installation));
      const platform = await openPlatform(installation);
      const planned = await plan(platform, documents);
      if (planned.some(({ action }) => action !== 'NONE')) output.text(formatPlan(planned, (colour, text) => output.screen.paint(colour, text)));
      if (options.dryRun) endDryRun(planned, output);
      else endApply(await applyPlan(platform, planned), output);
    });
}

function endDryRun(planned: readonly PlannedDefinition[], output: Output): void {
  const differs = planned.some(({ action }) => action !== 'NONE');
  output.answer({ dryRun: true, definitions: planned.map((one) => ({ ...resultOf(one), outcome: null, version: one.present?.version ?? null, error: null })) }, () =>
    `${formatPlanned(planned)}\n\n${differs ? 'dry run: nothing was changed' : 'nothing to change'}`);
  if (differs) throw new CommandEnded(EXIT.differences);
}

function endApply(applied: readonly AppliedDefinition[], output: Output): void {
  const isQuiet = applied.every(({ outcome }) => outcome === 'UNCHANGED');
  output.answer({ dryRun: false, definitions: applied.map(({ planned, outcome, version, error }) => ({ ...resultOf(planned), outcome, version, error: error?.message ?? null })) }, () =>
    formatApplied(applied) + (isQuiet ? '\n\nnothing to change' : ''));
  const exitCode = exitCodeOf(applied);
  if (exitCode !== EXIT.ok) throw new CommandEnded(exitCode, explainFailures(applied).join('\n'));
}

const resultOf = ({ document: { kind, body, file, line }, action, present, changes }: PlannedDefinition): object => ({
  kind, name: body.name, file, line, action, versionBefore: present?.version ?? null, changes,
});
