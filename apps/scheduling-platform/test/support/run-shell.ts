import { SchedulerRegistry } from '@nestjs/schedule';
import type { Outbound } from '@syncline/service-auth';
import { LoopRegistry, Metrics, SystemClock, type Logger } from '@syncline/service-kit';
import type { Database } from '@syncline/database';
import { AlertAnnouncements } from '../../src/alerts/alert-announcements.ts';
import { AlertBook } from '../../src/alerts/alert-book.ts';
import { AlertChannels } from '../../src/alerts/channels/alert-channels.ts';
import { Instances } from '../../src/dispatching/instances.ts';
import { BatchSizes } from '../../src/persistence/batch-sizes.ts';
import { UnitOfWork } from '../../src/persistence/unit-of-work.ts';
import { WakeUps } from '../../src/persistence/wake-ups.ts';
import type { PlatformConfig } from '../../src/platform.config.ts';
import { RunCommandExecutor } from '../../src/runs/run-command-executor.ts';
import { RunCommands } from '../../src/runs/run-commands.ts';
import { RunDecider } from '../../src/runs/run-decider.ts';
import { RunRulesBook } from '../../src/runs/run-rules.ts';
import { TaskFirings } from '../../src/runs/task-firings.ts';
import { TaskVersions } from '../../src/tasks/task-versions.ts';

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined } as unknown as Logger;

export interface RunShell {
  readonly work: UnitOfWork;
  readonly runs: RunCommands;
  readonly firings: TaskFirings;
}

/** What makes and changes runs, put together over a database without the rest of the service: nothing turns, nothing is called. */
export function runShell(database: Database): RunShell {
  const config = { trustedIssuers: [], alerts: { webhooks: [], emails: [], retry: { giveUpAfterMs: 1 } }, publicUrl: '', outbound: {} } as unknown as PlatformConfig;
  const [clock, instances, versions, work] = [new SystemClock(), new Instances(), new TaskVersions(database), new UnitOfWork(database, silent)];
  const loops = new LoopRegistry(new SchedulerRegistry(), silent);
  for (const name of ['dispatch', 'deadlines', 'cancellations', 'groups']) loops.add({ name, everyMs: 1_000, runOnce: () => Promise.resolve(false) });
  const wakeUps = new WakeUps(loops);
  const channels = new AlertChannels(undefined as unknown as Outbound, config, clock);
  const alerts = new AlertBook(new AlertAnnouncements(channels, wakeUps, config), silent);
  const decider = new RunDecider(new RunRulesBook(versions, config), instances, clock);
  const runs = new RunCommands(work, new RunCommandExecutor(decider, alerts, wakeUps), new BatchSizes(new Metrics('test')));
  return { work, runs, firings: new TaskFirings(runs, instances, versions, wakeUps, clock) };
}
