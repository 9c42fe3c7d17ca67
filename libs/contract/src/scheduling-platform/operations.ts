import { z } from 'zod';
import { IdempotencyHeaders } from '../idempotency-key.ts';
import { operation } from '../operation.ts';
import { listOf, listQuery } from '../primitives/list.ts';
import { JsonValue, Name, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';
import { Alert, AlertKind, AlertState } from './alert.ts';
import { CLOUD_EVENT_BATCH_TYPE, CLOUD_EVENT_TYPE, CloudEvent } from './cloud-event.ts';
import { definitionOperations } from './definition-operations.ts';
import { groupRunOperations } from './group-run-operations.ts';
import { MessageReceipt } from './message.ts';
import { SchedulingNode } from './node.ts';
import { Occurrence, OccurrenceOutcome } from './occurrence.ts';
import { Report, ReportAnswer } from './report.ts';
import { Run, RunEvent } from './run.ts';
import { RunState } from './run-state.ts';

const byId = z.strictObject({ id: Uuid });

export const schedulingPlatformOperations = {
  ...definitionOperations,
  publishMessage: operation({
    id: 'publishMessage', method: 'POST', path: '/api/v1/messages', policy: 'messages:publish',
    summary: 'Announces a CloudEvent 1.0 (structured, binary with ce- headers, or batched: all or nothing, answered by an array).',
    // The content type decides which of the three forms it is, so the intake reads the body itself.
    body: z.unknown(),
    consumes: ['application/json', CLOUD_EVENT_TYPE, CLOUD_EVENT_BATCH_TYPE],
    documentedBodies: { [CLOUD_EVENT_TYPE]: CloudEvent, [CLOUD_EVENT_BATCH_TYPE]: z.array(CloudEvent), 'application/json': JsonValue },
    responses: { 202: z.union([MessageReceipt, z.array(MessageReceipt)]) },
  }),
  listRuns: operation({
    id: 'listRuns', method: 'GET', path: '/api/v1/runs', policy: 'runs:read',
    summary: 'Runs, newest first.',
    query: listQuery({ task: Name.optional(), group: Name.optional(), businessDate: BusinessDate.optional(), state: RunState.optional() }),
    responses: { 200: listOf(Run) },
  }),
  getRun: operation({
    id: 'getRun', method: 'GET', path: '/api/v1/runs/:id', policy: 'runs:read',
    summary: 'One run with its last progress, files and reconciliation.',
    params: byId, responses: { 200: Run },
  }),
  listRunEvents: operation({
    id: 'listRunEvents', method: 'GET', path: '/api/v1/runs/:id/events', policy: 'runs:read',
    summary: 'What happened to a run, newest first; refused reports included.',
    params: byId, query: listQuery({}), responses: { 200: listOf(RunEvent) },
  }),
  cancelRun: operation({
    id: 'cancelRun', method: 'POST', path: '/api/v1/runs/:id/cancel', policy: 'runs:write',
    summary: 'Cancels a run at once and tells its target; 200 when it is cancelled already, 409 after another end.',
    params: byId, responses: { 200: Run, 202: Run },
  }),
  retryRun: operation({
    id: 'retryRun', method: 'POST', path: '/api/v1/runs/:id/retry', policy: 'runs:write',
    summary: 'Starts the next attempt of a FAILED or CANCELLED run; 409 ILLEGAL_TRANSITION otherwise. A member brings the group run that it belongs to back as well.',
    params: byId, headers: IdempotencyHeaders, responses: { 200: Run, 202: Run },
  }),
  reportRun: operation({
    id: 'reportRun', method: 'POST', path: '/api/v1/runs/:id/reports', policy: 'runs:report',
    summary: 'The word of the target on a run; stored before it is answered.',
    params: byId, body: Report, responses: { 200: ReportAnswer },
  }),
  ...groupRunOperations,
  listOccurrences: operation({
    id: 'listOccurrences', method: 'GET', path: '/api/v1/occurrences', policy: 'runs:read',
    summary: 'Every expected firing with its outcome; from (inclusive) and to (exclusive) are on scheduledFor.',
    query: listQuery({ task: Name.optional(), group: Name.optional(), from: Instant.optional(), to: Instant.optional(), outcome: OccurrenceOutcome.optional() }),
    responses: { 200: listOf(Occurrence) },
  }),
  listAlerts: operation({
    id: 'listAlerts', method: 'GET', path: '/api/v1/alerts', policy: 'alerts:read',
    summary: 'Alerts, newest first.',
    query: listQuery({ state: AlertState.optional(), kind: AlertKind.optional() }), responses: { 200: listOf(Alert) },
  }),
  getAlert: operation({
    id: 'getAlert', method: 'GET', path: '/api/v1/alerts/:id', policy: 'alerts:read',
    summary: 'One alert.',
    params: byId, responses: { 200: Alert },
  }),
  acknowledgeAlert: operation({
    id: 'acknowledgeAlert', method: 'POST', path: '/api/v1/alerts/:id/acknowledge', policy: 'alerts:write',
    summary: 'Says that a person is at it; idempotent. It closes a MISFIRED alert, which nothing else does; 409 where an alert resolved by itself.',
    params: byId, responses: { 200: Alert },
  }),
  listNodes: operation({
    id: 'listNodes', method: 'GET', path: '/api/v1/nodes', policy: 'runs:read',
    summary: 'The processes of the platform.',
    query: listQuery({}), responses: { 200: listOf(SchedulingNode) },
  }),
};
