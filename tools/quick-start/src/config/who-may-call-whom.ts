import type { Scope, ServiceName } from '@syncline/contract';
import type { InstanceName } from '@syncline/syncline-cli';

/** What the operator of the quick start may do at each service: everything a person needs there, nothing a machine does. */
export const OPERATOR_SCOPES: Readonly<Record<ServiceName, readonly Scope[]>> = {
  'scheduling-platform': ['tasks:read', 'tasks:write', 'runs:read', 'runs:write', 'messages:publish', 'alerts:read', 'alerts:write'],
  'data-provider': ['datasets:read', 'extracts:read', 'extracts:write', 'business-dates:close'],
  'data-consumer': ['files:read', 'files:write', 'syncs:run', 'outputs:read'],
};

type Grants = Readonly<Partial<Record<InstanceName, readonly Scope[]>>>;

/** Whose tokens an instance takes, and for what. An empty list: only what it signs is trusted, no call. */
export const TRUSTED: Readonly<Record<InstanceName, Grants>> = {
  'scheduling-platform': { 'data-provider': ['messages:publish'], 'data-provider-2': ['messages:publish'], 'data-consumer': ['runs:report'] },
  'data-provider': { 'data-consumer': ['datasets:read', 'extracts:read'] },
  'data-provider-2': {},
  'data-consumer': { 'scheduling-platform': ['syncs:run'], 'data-provider': [], 'data-provider-2': [] },
};

/** Who shows an API key instead: a system that was there before takes no tokens of ours. */
export const INTRODUCED_BY_KEY: Readonly<Partial<Record<InstanceName, Grants>>> = {
  'data-provider-2': { 'data-consumer': ['datasets:read', 'extracts:read'] },
};

/** Which of the others an instance calls. */
export const CALLS: Readonly<Record<InstanceName, readonly InstanceName[]>> = {
  'scheduling-platform': ['data-consumer'],
  'data-provider': ['scheduling-platform'],
  'data-provider-2': ['scheduling-platform'],
  'data-consumer': ['data-provider', 'data-provider-2', 'scheduling-platform'],
};
