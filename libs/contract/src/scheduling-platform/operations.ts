import { z } from 'zod';
import { IdempotencyHeaders, IfMatchHeaders } from '../idempotency-key.ts';
import { operation } from '../operation.ts';
import { listOf, listQuery } from '../primitives/list.ts';
import { JsonValue, Name, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';
import { Alert, AlertKind, AlertState } from './alert.ts';
import { CLOUD_EVENT_BATCH_TYPE, CLOUD_EVENT_TYPE, CloudEvent } from './cloud-event.ts';
import { MessageReceipt } from './message.ts';
import { SchedulingNode } from './node.ts';
import { Occurrence, OccurrenceOutcome } from './occurrence.ts';
import { Report, ReportAnswer } from './report.ts';
import { Run, RunEvent, RunRequest } from './run.ts';
import { RunState } from './run-state.ts';
import { Task, TaskDefinition } from './task.ts';

const byName = z.strictObject({ name: Name });
const byId = z.strictObject({ id: Uuid });

export const schedulingPlatformOperations = {
  listTasks: operation({
    id: 'listTasks', method: 'GET', path: '/api/v1/tasks', policy: 'tasks:read',
    summary: 'All tasks, newest first.',
    query: listQuery({}), responses: { 200: listOf(Task) },
  }),
  putTask: operation({
    id: 'putTask', method: 'PUT', path: '/api/v1/tasks/:name', policy: 'tasks:write',
    summary: 'Defines a task: 201 when new, 200 when changed or equal. The version grows only on change.',
    params: byName, headers: IfMatchHeaders, body: TaskDefinition, responses: { 200: Task, 201: Task },
  }),
  getTask: operation({
    id: 'getTask', method: 'GET', path: '/api/v1/tasks/:name', policy: 'tasks:read',
    summary: 'One task.',
    params: byName, responses: { 200: Task },
  }),
  deleteTask: operation({
    id: 'deleteTask', method: 'DELETE', path: '/api/v1/tasks/:name', policy: 'tasks:write',
    summary: 'Removes a task; 409 IN_USE while a run of it is active.',
    params: byName, headers: IfMatchHeaders, responses: { 204: null },
  }),
  pauseTask: operation({
    id: 'pauseTask', method: 'POST', path: '/api/v1/tasks/:name/pause', policy: 'tasks:write',
    summary: 'Stops firings and first dispatches; what is running goes on.',
    params: byName, responses: { 200: Task },
  }),
  resumeTask: operation({
    id: 'resumeTask', method: 'POST', path: '/api/v1/tasks/:name/resume', policy: 'tasks:write',
    summary: 'Ends a pause.',
    params: byName, responses: { 200: Task },
  }),
  runTask: operation({
    id: 'runTask', method: 'POST', path: '/api/v1/tasks/:name/runs', policy: 'runs:write',
    summary: 'Fires the task by hand; 202 with the occurrence, 200 on a repeat of the idempotency key.',
    params: byName, headers: IdempotencyHeaders, body: RunRequest.prefault({}), responses: { 200: Occurrence, 202: Occurrence },
  }),
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
    summary: 'Starts the next attempt of a FAILED or CANCELLED run; 409 ILLEGAL_TRANSITION otherwise.',
    params: byId, headers: IdempotencyHeaders, responses: { 200: Run, 202: Run },
  }),
  reportRun: operation({
    id: 'reportRun', method: 'POST', path: '/api/v1/runs/:id/reports', policy: 'runs:report',
    summary: 'The word of the target on a run; stored before it is answered.',
    params: byId, body: Report, responses: { 200: ReportAnswer },
  }),
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
    summary: 'Says that a person is at it; idempotent, 409 once resolved.',
    params: byId, responses: { 200: Alert },
  }),
  listNodes: operation({
    id: 'listNodes', method: 'GET', path: '/api/v1/nodes', policy: 'runs:read',
    summary: 'The processes of the platform.',
    query: listQuery({}), responses: { 200: listOf(SchedulingNode) },
  }),
};
