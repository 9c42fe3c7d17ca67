import { FIRST_DATE, lighthouses } from './sample.ts';
import type { Scenario } from './scenario.ts';

/** The provider stand-in has a dataset; the platform stand-in dispatches a sync of it, which the consumer proves. */
export const dataConsumerScenario: Scenario = {
  prepare: async () => ({}),
  play: async ({ stack, operator, say }) => {
    const { platform, provider } = stack.standIns;
    if (platform === undefined || provider === undefined) throw new Error('The consumer needs both stand-ins.');
    await operator.call('PUT', `/api/v1/files/${lighthouses.name}`, 'files:write', {
      name: lighthouses.name,
      source: { url: provider.url, dataset: lighthouses.name, auth: { kind: 'service-jwt', audience: 'data-provider', scope: 'extracts:read' } },
      target: { table: lighthouses.name },
    });
    say(`File ${lighthouses.name} is defined: 3 rows at the provider stand-in.`);
    const { end } = await platform.dispatch({ url: `${stack.url}/api/v1/sync-jobs` }, { task: 'serve-alone', businessDate: FIRST_DATE, parameters: { files: [lighthouses.name], allowOlder: true } });
    const why = end.error === null ? '' : ` (${end.error.code}: ${end.error.message})`;
    say(`The platform stand-in dispatched ${FIRST_DATE} and was told: ${end.state}, ${end.reconciliation?.result ?? 'no reconciliation'}${why}.`);
  },
  tries: [
    { what: 'the files, and what is published of them', method: 'GET', path: '/api/v1/files', scope: 'files:read' },
    { what: 'the syncs so far', method: 'GET', path: '/api/v1/file-syncs', scope: 'files:read' },
    { what: 'prove again what is served', method: 'POST', path: `/api/v1/files/${lighthouses.name}/verify`, scope: 'syncs:run' },
  ],
};
