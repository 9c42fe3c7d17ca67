import { type Alert, schedulingPlatformOperations as operations } from '@syncline/contract';
import type { Command } from 'commander';
import { openPlatform } from '../api/platform.ts';
import { Output } from '../console/output.ts';
import { formatColumns } from '../console/table.ts';
import { JSON_OPTION, LIMIT_OPTION } from './common-options.ts';

interface AlertsOptions {
  readonly state?: string;
  readonly kind?: string;
  readonly limit: string;
  readonly json?: true;
}

const NOTHING = '-';

/** `syncline alerts` and `syncline ack`: what a person should look at, and saying that one does. */
export function addAlertsCommands(program: Command): void {
  program
    .command('alerts')
    .description('list alerts, newest first')
    .option('--state <state>', 'only OPEN, ACKNOWLEDGED or RESOLVED')
    .option('--kind <kind>', 'only of this kind, for example MISMATCH')
    .option(...LIMIT_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ json, ...query }: AlertsOptions) => {
      const output = new Output(json === true);
      const page = await (await openPlatform()).call(operations.listAlerts, { query: { ...query } });
      output.answer(page, () => format(page.items));
    });

  program
    .command('ack')
    .description('say that you are at it: acknowledge an alert')
    .argument('<id>', 'the id of the alert')
    .option(...JSON_OPTION)
    .action(async (id: string, options: { readonly json?: true }) => {
      const output = new Output(options.json === true);
      const alert = await (await openPlatform()).call(operations.acknowledgeAlert, { params: { id } });
      output.answer(alert, () => `alert ${alert.id} (${alert.kind} of ${subjectOf(alert)}): ${alert.state}, by ${alert.acknowledgedBy ?? NOTHING} at ${alert.acknowledgedAt ?? NOTHING}`);
    });
}

function format(alerts: readonly Alert[]): string {
  if (alerts.length === 0) return 'no alerts';
  return formatColumns([
    ['ALERT', 'KIND', 'STATE', 'OF', 'BUSINESS DATE', 'OPENED', 'WHY'],
    ...alerts.map((alert) => [alert.id, alert.kind, alert.state, subjectOf(alert), alert.businessDate ?? NOTHING, alert.openedAt, alert.detail ?? '']),
  ]);
}

const subjectOf = ({ task, group }: Alert): string => task ?? (group === null ? NOTHING : `group ${group}`);
