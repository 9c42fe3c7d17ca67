import type { Scope } from '@syncline/contract';

/** What a route demands: a scope, or nothing. There is no default: a route without a policy is closed to everybody. */
export type Policy = Scope | 'open';

/** Metadata key under which `@Endpoint` leaves the policy of a handler. */
export const POLICY_KEY = 'syncline:policy';
