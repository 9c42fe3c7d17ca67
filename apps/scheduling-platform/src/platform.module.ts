import { Module, type DynamicModule } from '@nestjs/common';
import { Acknowledgements } from './alerts/acknowledgements.ts';
import { AlertAnnouncements } from './alerts/alert-announcements.ts';
import { AlertBook } from './alerts/alert-book.ts';
import { AlertDelivery } from './alerts/alert-delivery.ts';
import { AlertMetrics } from './alerts/alert-metrics.ts';
import { AlertReadModel } from './alerts/alert.read-model.ts';
import { AlertsController } from './alerts/alerts.controller.ts';
import { AlertChannels } from './alerts/channels/alert-channels.ts';
import { CalendarDefinitions } from './calendars/calendar-definitions.ts';
import { CalendarReadModel } from './calendars/calendar.read-model.ts';
import { CalendarsController } from './calendars/calendars.controller.ts';
import { DeadlineWatch } from './deadlines/deadline-watch.ts';
import { SilenceWatch } from './deadlines/silence-watch.ts';
import { CancellationDelivery } from './dispatching/cancellation-delivery.ts';
import { DispatchSettlement } from './dispatching/dispatch-settlement.ts';
import { Dispatcher } from './dispatching/dispatcher.ts';
import { Instances } from './dispatching/instances.ts';
import { Sweeper } from './dispatching/sweeper.ts';
import { TargetCaller } from './dispatching/target-caller.ts';
import { Firings } from './firings/firings.ts';
import { ManualFirings } from './firings/manual-firings.ts';
import { GroupDeadlineWatch } from './group-runs/group-deadline-watch.ts';
import { GroupFirings } from './group-runs/group-firings.ts';
import { GroupProgressLoop } from './group-runs/group-progress-loop.ts';
import { GroupProgress } from './group-runs/group-progress.ts';
import { GroupRunControl } from './group-runs/group-run-control.ts';
import { GroupRunEnds } from './group-runs/group-run-ends.ts';
import { GroupRunReadModel } from './group-runs/group-run.read-model.ts';
import { GroupRunsController } from './group-runs/group-runs.controller.ts';
import { GroupSignals } from './group-runs/group-signals.ts';
import { MessageIntake } from './messages/message-intake.ts';
import { MessageStore } from './messages/message-store.ts';
import { MessagesController } from './messages/messages.controller.ts';
import { NodePresence } from './nodes/node-presence.ts';
import { NodesController } from './nodes/nodes.controller.ts';
import { OccurrenceReadModel } from './occurrences/occurrence.read-model.ts';
import { OccurrencesController } from './occurrences/occurrences.controller.ts';
import { BatchSizes } from './persistence/batch-sizes.ts';
import { UnitOfWork } from './persistence/unit-of-work.ts';
import { WakeUps } from './persistence/wake-ups.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from './platform.config.ts';
import { ReportIntake } from './reports/report-intake.ts';
import { ReportsController } from './reports/reports.controller.ts';
import { Retention } from './retention/retention.ts';
import { RunControl } from './runs/run-control.ts';
import { RunCommandExecutor } from './runs/run-command-executor.ts';
import { RunCommands } from './runs/run-commands.ts';
import { RunReadModel } from './runs/run.read-model.ts';
import { RunDecider } from './runs/run-decider.ts';
import { RunRulesBook } from './runs/run-rules.ts';
import { RunsController } from './runs/runs.controller.ts';
import { TaskFirings } from './runs/task-firings.ts';
import { TaskGroupDefinitions } from './task-groups/task-group-definitions.ts';
import { TaskGroupVersions } from './task-groups/task-group-versions.ts';
import { TaskGroupReadModel } from './task-groups/task-group.read-model.ts';
import { TaskGroupsController } from './task-groups/task-groups.controller.ts';
import { TaskChecks } from './tasks/task-checks.ts';
import { TaskDefinitions } from './tasks/task-definitions.ts';
import { TaskVersions } from './tasks/task-versions.ts';
import { TaskReadModel } from './tasks/task.read-model.ts';
import { TasksController } from './tasks/tasks.controller.ts';
import { DueTriggers } from './triggers/due-triggers.ts';
import { ExpectationLoop } from './triggers/expectation.loop.ts';
import { Expectations } from './triggers/expectations.ts';
import { FireTimeForecast } from './triggers/fire-time-forecast.ts';
import { MissedFirings } from './triggers/missed-firings.ts';
import { TimeTriggerLoop } from './triggers/time-trigger.loop.ts';
import { TriggerRules } from './triggers/trigger-rules.ts';
import { TriggerStore } from './triggers/trigger-store.ts';

/** The platform, feature by feature. One module, because the features share one transaction and one row: the run. */
@Module({})
export class PlatformModule {
  static for(config: PlatformConfig): DynamicModule {
    const persistence = [BatchSizes, UnitOfWork, WakeUps];
    const tasks = [TaskChecks, TaskDefinitions, TaskReadModel, TaskVersions];
    const time = [CalendarDefinitions, CalendarReadModel, DueTriggers, ExpectationLoop, Expectations, FireTimeForecast, MissedFirings, TimeTriggerLoop, TriggerRules, TriggerStore];
    const intake = [MessageIntake, MessageStore, OccurrenceReadModel];
    const runs = [Firings, ManualFirings, TaskFirings, RunCommandExecutor, RunCommands, RunControl, RunDecider, RunRulesBook, RunReadModel];
    const groups = [
      TaskGroupDefinitions, TaskGroupReadModel, TaskGroupVersions, GroupDeadlineWatch, GroupFirings, GroupProgress, GroupProgressLoop, GroupRunControl, GroupRunEnds, GroupRunReadModel,
      GroupSignals,
    ];
    const dispatching = [Dispatcher, DispatchSettlement, TargetCaller, Instances, Sweeper, CancellationDelivery];
    const reports = [ReportIntake];
    const alerts = [Acknowledgements, AlertAnnouncements, AlertBook, AlertChannels, AlertDelivery, AlertMetrics, AlertReadModel];
    const watching = [DeadlineWatch, SilenceWatch, NodePresence, Retention];
    return {
      module: PlatformModule,
      controllers: [AlertsController, CalendarsController, GroupRunsController, MessagesController, NodesController, OccurrencesController, ReportsController, RunsController, TaskGroupsController, TasksController],
      providers: [{ provide: PLATFORM_CONFIG, useValue: config }, ...persistence, ...tasks, ...time, ...intake, ...runs, ...groups, ...dispatching, ...reports, ...alerts, ...watching],
    };
  }
}
