import { type Installation, type InstanceName, urlOf } from '@syncline/syncline-cli';
import type { Home } from '../home/home.ts';
import type { Flow } from '../sync/flow.ts';

/** Where everything is, and commands that work as printed, from the folder of the checkout. */
export function nextSteps(installation: Installation, home: Home, lastFlow: Flow, consumerPid: number | undefined, postgresUrl: string): string[] {
  const url = (instance: InstanceName): string => urlOf(installation, instance);
  const syncline = 'npm run -s syncline --';
  const authorised = (audience: InstanceName, scope: string): string => `curl -s -H "Authorization: Bearer $(${syncline} token --audience ${audience} --scope ${scope})"`;
  return [
    'Where things are',
    `  scheduling-platform   ${url('scheduling-platform')}/docs   tasks, runs, alerts`,
    `  data-provider         ${url('data-provider')}/docs   datasets, sealed extracts: places`,
    `  data-provider-2       ${url('data-provider-2')}/docs   the same of another system: reference data`,
    `  data-consumer         ${url('data-consumer')}/docs   files, file syncs, proofs, outputs`,
    `  database              ${postgresUrl}`,
    `  settings              ${home.path}/config/<name>.yaml, yours to change`,
    `  logs                  ${home.path}/logs/<name>.log`,
    '',
    'What to try next, in another terminal',
    ...(installation.assignments.length === 0 ? [] : [`  export ${installation.assignments.join(' ')}`]),
    '  # what ran, what is to be looked at, and why something did not run',
    `  ${syncline} runs`,
    `  ${syncline} alerts`,
    `  ${syncline} occurrences`,
    '  # the definitions of this quick start: the diff is empty until you change one',
    `  ${syncline} apply -f tools/quick-start/definitions/scheduling --dry-run`,
    '  # the runs as the API gives them',
    `  TOKEN=$(${syncline} token --audience scheduling-platform --scope "runs:read tasks:write")`,
    `  curl -s -H "Authorization: Bearer $TOKEN" "${url('scheduling-platform')}/api/v1/runs?limit=2"`,
    '  # rows as the golden sources have them now; the second system takes a key in place of a token',
    `  ${authorised('data-provider', 'datasets:read')} "${url('data-provider')}/api/v1/datasets/cities/rows?businessDate=${lastFlow.businessDate}&limit=3"`,
    `  curl -s -H "X-API-Key: $(cat '${home.apiKey}')" "${url('data-provider-2')}/api/v1/datasets/countries/rows?businessDate=${lastFlow.businessDate}&limit=3"`,
    '  # the outputs: what there is, rows as a table, and all rows as CSV; the API gives them as JSON, or as text/csv',
    `  ${syncline} outputs`,
    `  ${syncline} output cities-by-division`,
    `  ${syncline} output places-by-country --csv > places-by-country.csv`,
    `  ${authorised('data-consumer', 'outputs:read')} -H "Accept: text/csv" "${url('data-consumer')}/api/v1/outputs/places-by-country?businessDate=${lastFlow.businessDate}"`,
    '  # have the consumer prove once more what it serves',
    `  ${authorised('data-consumer', 'syncs:run')} -X POST ${url('data-consumer')}/api/v1/files/cities/verify`,
    '  # repair: run the sync of the last date once more, whatever was changed in the tables since',
    `  ${syncline} run ${lastFlow.name}${lastFlow.kind === 'group' ? ' --group' : ''} --date ${lastFlow.businessDate} --wait`,
    ...(consumerPid === undefined ? [] : ['  # kill a service: it is named here and started again', `  kill -9 ${consumerPid}`]),
  ];
}
