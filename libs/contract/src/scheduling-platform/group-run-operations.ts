import { z } from 'zod';
import { IdempotencyHeaders } from '../idempotency-key.ts';
import { operation } from '../operation.ts';
import { listOf, listQuery } from '../primitives/list.ts';
import { Name, Uuid } from '../primitives/text.ts';
import { BusinessDate } from '../primitives/time.ts';
import { GroupRun, GroupRunState } from './group-run.ts';

const byId = z.strictObject({ id: Uuid });

/** Group runs, and what a person may do to them. */
export const groupRunOperations = {
  listGroupRuns: operation({
    id: 'listGroupRuns', method: 'GET', path: '/api/v1/group-runs', policy: 'runs:read',
    summary: 'Group runs, newest first.',
    query: listQuery({ group: Name.optional(), businessDate: BusinessDate.optional(), state: GroupRunState.optional() }),
    responses: { 200: listOf(GroupRun) },
  }),
  getGroupRun: operation({
    id: 'getGroupRun', method: 'GET', path: '/api/v1/group-runs/:id', policy: 'runs:read',
    summary: 'One group run with the state of each member.',
    params: byId, responses: { 200: GroupRun },
  }),
  cancelGroupRun: operation({
    id: 'cancelGroupRun', method: 'POST', path: '/api/v1/group-runs/:id/cancel', policy: 'runs:write',
    summary: 'Cancels a group run and its members in flight; 200 when it is cancelled already, 409 after another end.',
    params: byId, responses: { 200: GroupRun, 202: GroupRun },
  }),
  retryGroupRun: operation({
    id: 'retryGroupRun', method: 'POST', path: '/api/v1/group-runs/:id/retry', policy: 'runs:write',
    summary: 'Runs what did not succeed again, in order, in the same group run; 409 ILLEGAL_TRANSITION unless it is FAILED or CANCELLED.',
    params: byId, headers: IdempotencyHeaders, responses: { 200: GroupRun, 202: GroupRun },
  }),
};
