import { SchedulerRegistry } from '@nestjs/schedule';
import { Outbound } from '@syncline/service-auth';
import { LoopRegistry, SystemClock, type Logger } from '@syncline/service-kit';
import type { Database } from '@syncline/database';
import { AlertAnnouncements } from '../../src/alerts/alert-announcements.ts';
import { AlertBook } from '../../src/alerts/alert-book.ts';
import { AlertChannels } from '../../src/alerts/channels/alert-channels.ts';
import { Instances } from '../../src/dispatching/instances.ts';
import { UnitOfWork } from '../../src/persistence/unit-of-work.ts';
import { WakeUps } from '../../src/persistence/wake-ups.ts';
import type { PlatformConfig } from '../../src/platform.config.ts';
import { RunCommands } from '../../src/runs/run-commands.ts';
import { RunRulesBook } from '../../src/runs/run-rules.ts';
import { TaskVersions } from '../../src/tasks/task-versions.ts';

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined } as unknown as Logger;

/** What changes runs, put together over a database without the rest of the service: nothing turns, nothing is called. */
export function runShell(database: Database): { readonly work: UnitOfWork; readonly runs: RunCommands } {
  const config = { trustedIssuers: [], alerts: { webhooks: [], emails: [], retry: { giveUpAfterMs: 1 } }, publicUrl: '', outbound: {} } as unknown as PlatformConfig;
  const clock = new SystemClock();
  const loops = new LoopRegistry(new SchedulerRegistry(), silent);
  for (const name of ['dispatch', 'deadlines', 'cancellations', 'groups']) loops.add({ name, everyMs: 1_000, runOnce: () => Promise.resolve(false) });
  const wakeUps = new WakeUps(loops);
  const work = new UnitOfWork(database);
  const channels = new AlertChannels(undefined as unknown as Outbound, config, clock);
  const alerts = new AlertBook(new AlertAnnouncements(channels, wakeUps, config), silent);
  const runs = new RunCommands(work, new RunRulesBook(new TaskVersions(database), config), alerts, new Instances(), wakeUps, clock);
  return { work, runs };
}
