import { z } from 'zod';
import { IdempotencyHeaders, IfMatchHeaders } from '../idempotency-key.ts';
import { operation } from '../operation.ts';
import { listOf, listQuery } from '../primitives/list.ts';
import { Name, Uuid } from '../primitives/text.ts';
import { BusinessDate } from '../primitives/time.ts';
import { Dispatch } from '../scheduling-platform/dispatch.ts';
import { ReportRead } from '../scheduling-platform/report.ts';
import { Decision, RollbackDecision } from './decision.ts';
import { DifferenceList } from './difference.ts';
import { FileDefinition, FileResource } from './file.ts';
import { FileSync } from './file-sync.ts';
import { outputOperations } from './output-operations.ts';
import { RejectedRow } from './rejected-row.ts';
import { SyncJob } from './sync-job.ts';
import { VerifyResult } from './verify.ts';

const byName = z.strictObject({ name: Name });
const byId = z.strictObject({ id: Uuid });
const byRun = z.strictObject({ runId: Uuid });

/** 202 while there is work, 200 once the run is complete; both with a report. */
const dispatchAnswers = { 200: ReportRead, 202: ReportRead };

export const dataConsumerOperations = {
  dispatchSyncJob: operation({
    id: 'dispatchSyncJob', method: 'POST', path: '/api/v1/sync-jobs', policy: 'syncs:run',
    summary: 'A dispatch: syncs every file, or those in parameters.files. The same key again answers with the state and starts nothing.',
    headers: IdempotencyHeaders, body: Dispatch, responses: dispatchAnswers,
  }),
  getSyncJob: operation({
    id: 'getSyncJob', method: 'GET', path: '/api/v1/sync-jobs/:runId', policy: 'files:read',
    summary: 'A run as the consumer sees it, with its files.',
    params: byRun, responses: { 200: SyncJob },
  }),
  cancelSyncJob: operation({
    id: 'cancelSyncJob', method: 'DELETE', path: '/api/v1/sync-jobs/:runId', policy: 'syncs:run',
    summary: 'Stops at the next safe point; nothing is published after the answer. The Idempotency-Key names the attempt: a late one leaves a newer attempt alone.',
    params: byRun, headers: IdempotencyHeaders, responses: { 200: SyncJob },
  }),
  dispatchFileSync: operation({
    id: 'dispatchFileSync', method: 'POST', path: '/api/v1/file-syncs/:file', policy: 'syncs:run',
    summary: 'A dispatch: syncs this one file.',
    params: z.strictObject({ file: Name }), headers: IdempotencyHeaders, body: Dispatch, responses: dispatchAnswers,
  }),
  cancelFileSync: operation({
    id: 'cancelFileSync', method: 'DELETE', path: '/api/v1/file-syncs/:file/:runId', policy: 'syncs:run',
    summary: 'Stops this file of the run at the next safe point; nothing is published after the answer. The Idempotency-Key names the attempt: a late one leaves a newer attempt alone.',
    params: z.strictObject({ file: Name, runId: Uuid }), headers: IdempotencyHeaders, responses: { 200: SyncJob },
  }),
  listFileSyncs: operation({
    id: 'listFileSyncs', method: 'GET', path: '/api/v1/file-syncs', policy: 'files:read',
    summary: 'File syncs, newest first.',
    query: listQuery({ runId: Uuid.optional(), file: Name.optional(), businessDate: BusinessDate.optional() }), responses: { 200: listOf(FileSync) },
  }),
  getFileSync: operation({
    id: 'getFileSync', method: 'GET', path: '/api/v1/file-syncs/:id', policy: 'files:read',
    summary: 'One file sync with its counts and its result.',
    params: byId, responses: { 200: FileSync },
  }),
  listDifferences: operation({
    id: 'listDifferences', method: 'GET', path: '/api/v1/file-syncs/:id/differences', policy: 'files:read',
    summary: 'The rows that made the proof fail, in key order.',
    params: byId, query: listQuery({}), responses: { 200: DifferenceList },
  }),
  listRejectedRows: operation({
    id: 'listRejectedRows', method: 'GET', path: '/api/v1/file-syncs/:id/rejected-rows', policy: 'files:read',
    summary: 'The rows that the target refused, by part and line.',
    params: byId, query: listQuery({}), responses: { 200: listOf(RejectedRow) },
  }),
  replayRejectedRows: operation({
    id: 'replayRejectedRows', method: 'POST', path: '/api/v1/file-syncs/:id/rejected-rows/replay', policy: 'files:write',
    summary: 'Offers the rejected rows of what is published to the target once more; what it takes now is proven and published, the rest stays rejected.',
    params: byId, responses: { 200: FileSync },
  }),
  releaseFileSync: operation({
    id: 'releaseFileSync', method: 'POST', path: '/api/v1/file-syncs/:id/release', policy: 'files:write',
    summary: 'Lets a file sync that a guard stopped pass that guard; the retry of its run goes on from the proven staging.',
    params: byId, body: Decision, responses: { 200: FileSync },
  }),
  listFiles: operation({
    id: 'listFiles', method: 'GET', path: '/api/v1/files', policy: 'files:read',
    summary: 'All files with what is published of them.',
    query: listQuery({}), responses: { 200: listOf(FileResource) },
  }),
  putFile: operation({
    id: 'putFile', method: 'PUT', path: '/api/v1/files/:name', policy: 'files:write',
    summary: 'Defines a file: 201 when new, 200 when changed or equal. The version grows only on change.',
    params: byName, headers: IfMatchHeaders, body: FileDefinition, responses: { 200: FileResource, 201: FileResource },
  }),
  getFile: operation({
    id: 'getFile', method: 'GET', path: '/api/v1/files/:name', policy: 'files:read',
    summary: 'One file with what is published of it.',
    params: byName, responses: { 200: FileResource },
  }),
  verifyFile: operation({
    id: 'verifyFile', method: 'POST', path: '/api/v1/files/:name/verify', policy: 'syncs:run',
    summary: 'Proves again what is served now against the manifest it was published from.',
    params: byName, responses: { 200: VerifyResult },
  }),
  rollbackFile: operation({
    id: 'rollbackFile', method: 'POST', path: '/api/v1/files/:name/rollback', policy: 'files:write',
    summary: 'Goes back to the revision published before, proven against its own manifest. One revision deep. 409 where what is published is not the businessDate and revision that were named.',
    params: byName, headers: IdempotencyHeaders, body: RollbackDecision, responses: { 200: FileResource },
  }),
  ...outputOperations,
};
