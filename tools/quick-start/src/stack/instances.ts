import type { ServiceName } from '@syncline/contract';
import type { GoldenSourceName } from '@syncline/golden-source';
import type { InstanceName } from '@syncline/syncline-cli';

/** The systems that own data, each with a provider before it. They are the same program with other settings. */
export const PROVIDERS = ['data-provider', 'data-provider-2'] as const satisfies readonly InstanceName[];
export type ProviderName = (typeof PROVIDERS)[number];

/** What a provider gives out, and the database in which it lies. */
export const GOLDEN_SOURCE_OF: Readonly<Record<ProviderName, { readonly database: string; readonly data: GoldenSourceName }>> = {
  'data-provider': { database: 'golden_source', data: 'places' },
  'data-provider-2': { database: 'golden_source_2', data: 'reference' },
};

/** Which of the three services an instance is. */
export const serviceOf = (instance: InstanceName): ServiceName => (isProvider(instance) ? 'data-provider' : instance);

export const isProvider = (instance: InstanceName): instance is ProviderName => PROVIDERS.some((provider) => provider === instance);
