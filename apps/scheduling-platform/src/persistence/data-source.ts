import { AlertDeliveryEntity } from '../alerts/alert-delivery.entity.ts';
import { AlertEntity } from '../alerts/alert.entity.ts';
import { CalendarUseEntity } from '../calendars/calendar-use.entity.ts';
import { CalendarEntity } from '../calendars/calendar.entity.ts';
import { RunDeadlineEntity } from '../deadlines/run-deadline.entity.ts';
import { GroupRunEntity } from '../group-runs/group-run.entity.ts';
import { GroupSignalEntity } from '../group-runs/group-signal.entity.ts';
import { IdempotencyKeyEntity } from '../idempotency/idempotency-key.entity.ts';
import { MessageEntity } from '../messages/message.entity.ts';
import { NodeEntity } from '../nodes/node.entity.ts';
import { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { RunReportEntity } from '../reports/run-report.entity.ts';
import { RetentionMarkEntity } from '../retention/retention-mark.entity.ts';
import { RunCancellationEntity } from '../runs/run-cancellation.entity.ts';
import { RunEventEntity } from '../runs/run-event.entity.ts';
import { RunQueueEntity } from '../runs/run-queue.entity.ts';
import { RunEntity } from '../runs/run.entity.ts';
import { TaskGroupMemberEntity } from '../task-groups/task-group-member.entity.ts';
import { TaskGroupVersionEntity } from '../task-groups/task-group-version.entity.ts';
import { TaskGroupEntity } from '../task-groups/task-group.entity.ts';
import { TaskVersionEntity } from '../tasks/task-version.entity.ts';
import { TaskEntity } from '../tasks/task.entity.ts';
import { MissedFiringsEntity } from '../triggers/missed-firings.entity.ts';
import { ReceivedExpectationEntity } from '../triggers/received-expectation.entity.ts';
import { TriggerEntity } from '../triggers/trigger.entity.ts';
import { CreateAlertDeliveries } from './migrations/create-alert-deliveries.ts';
import { CreateAlertsAndNodes } from './migrations/create-alerts-and-nodes.ts';
import { CreateCalendars } from './migrations/create-calendars.ts';
import { CreateMessages } from './migrations/create-messages.ts';
import { CreateReceivedExpectations } from './migrations/create-received-expectations.ts';
import { CreateRuns } from './migrations/create-runs.ts';
import { CreateTaskGroups } from './migrations/create-task-groups.ts';
import { CreateTasks } from './migrations/create-tasks.ts';
import { CreateTriggers } from './migrations/create-triggers.ts';
import { PrepareRetention } from './migrations/prepare-retention.ts';
import { TuneRuns } from './migrations/tune-runs.ts';

/** Every table of the service. */
export const entities = [
  AlertDeliveryEntity,
  AlertEntity,
  CalendarEntity,
  CalendarUseEntity,
  GroupRunEntity,
  GroupSignalEntity,
  IdempotencyKeyEntity,
  MessageEntity,
  MissedFiringsEntity,
  NodeEntity,
  OccurrenceEntity,
  ReceivedExpectationEntity,
  RetentionMarkEntity,
  RunCancellationEntity,
  RunDeadlineEntity,
  RunEntity,
  RunEventEntity,
  RunQueueEntity,
  RunReportEntity,
  TaskEntity,
  TaskGroupEntity,
  TaskGroupMemberEntity,
  TaskGroupVersionEntity,
  TaskVersionEntity,
  TriggerEntity,
];

/** In the order in which they run. */
export const migrations = [CreateTasks, CreateMessages, CreateRuns, CreateAlertsAndNodes, CreateTriggers, CreateTaskGroups, CreateCalendars, CreateAlertDeliveries, TuneRuns, PrepareRetention, CreateReceivedExpectations];
