import { z } from 'zod';
import { IdempotencyHeaders } from '../idempotency-key.ts';
import { operation } from '../operation.ts';
import { listOf, listQuery } from '../primitives/list.ts';
import { Name, Uuid } from '../primitives/text.ts';
import { BusinessDate } from '../primitives/time.ts';
import { Dispatch } from '../scheduling-platform/dispatch.ts';
import { ReportRead } from '../scheduling-platform/report.ts';
import { Output, OutputData } from './output.ts';
import { SyncJob } from './sync-job.ts';

const byName = z.strictObject({ name: Name });

/** Outputs: computing them at the platform's word, and reading them. */
export const outputOperations = {
  dispatchOutput: operation({
    id: 'dispatchOutput', method: 'POST', path: '/api/v1/outputs/:name/runs', policy: 'syncs:run',
    summary: 'A dispatch: computes the output for the business date. The same key again answers with the state and starts nothing.',
    params: byName, headers: IdempotencyHeaders, body: Dispatch, responses: { 200: ReportRead, 202: ReportRead },
  }),
  cancelOutput: operation({
    id: 'cancelOutput', method: 'DELETE', path: '/api/v1/outputs/:name/runs/:runId', policy: 'syncs:run',
    summary: 'Stops at the next safe point; nothing is stored after the answer. The Idempotency-Key names the attempt: a late one leaves a newer attempt alone.',
    params: byName.extend({ runId: Uuid }), headers: IdempotencyHeaders, responses: { 200: SyncJob },
  }),
  listOutputs: operation({
    id: 'listOutputs', method: 'GET', path: '/api/v1/outputs', policy: 'outputs:read',
    summary: 'All outputs, by name: what they are made from and for which business dates there are rows.',
    query: listQuery({}), responses: { 200: listOf(Output) },
  }),
  getOutput: operation({
    id: 'getOutput', method: 'GET', path: '/api/v1/outputs/:name', policy: 'outputs:read',
    summary: 'The rows of an output, by key; of the newest business date unless one is named. As CSV, a text that a spreadsheet would take for a formula begins with an apostrophe.',
    params: byName, query: z.strictObject({ businessDate: BusinessDate.optional() }),
    responses: { 200: OutputData, 304: null }, produces: ['application/json', 'text/csv'],
  }),
};
