import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudEvent } from '@syncline/contract';
import { withClient } from '@syncline/local-postgres';
import { stringify } from 'yaml';
import { FIRST_DATE, lighthouses, SECOND_DATE } from './sample.ts';
import type { Scenario, Scene } from './scenario.ts';

const GOLDEN_SOURCE = 'golden_source';

/** A golden source of its own with one small table; the platform stand-in takes what is announced. */
export const dataProviderScenario: Scenario = {
  prepare: async ({ stack: { folder }, postgres }) => {
    await postgres.createDatabase(GOLDEN_SOURCE);
    await fillGoldenSource(postgres.url(GOLDEN_SOURCE));
    const file = join(folder.catalogue, `${lighthouses.name}.yaml`);
    if (!existsSync(file)) writeFileSync(file, stringify(catalogueEntry));
    return { GOLDEN_SOURCE_URL: postgres.url(GOLDEN_SOURCE), CATALOGUE_DIR: folder.catalogue, EXTRACTS_DIR: folder.extracts };
  },
  play: async (scene) => {
    listen(scene);
    await scene.operator.call('POST', `/api/v1/business-dates/${FIRST_DATE}/close`, 'business-dates:close');
    scene.say(`${FIRST_DATE} is being closed: an extract of ${lighthouses.name} is sealed and announced.`);
  },
  tries: [
    { what: 'the datasets', method: 'GET', path: '/api/v1/datasets', scope: 'datasets:read' },
    { what: 'live rows', method: 'GET', path: `/api/v1/datasets/${lighthouses.name}/rows?businessDate=${FIRST_DATE}`, scope: 'datasets:read' },
    { what: 'close the next date', method: 'POST', path: `/api/v1/business-dates/${SECOND_DATE}/close`, scope: 'business-dates:close' },
    { what: 'the sealed extracts', method: 'GET', path: '/api/v1/extracts', scope: 'extracts:read' },
  ],
};

function listen({ stack, say }: Scene): void {
  stack.standIns.platform?.events.on('message', (event: CloudEvent) => say(`The platform stand-in was told: ${event.type} ${event.subject ?? ''} ${JSON.stringify(event.data)}`));
}

const catalogueEntry = {
  name: lighthouses.name,
  version: 1,
  source: { relation: `public.${lighthouses.name}` },
  key: lighthouses.key,
  businessDate: 'as_of',
  columns: lighthouses.columns,
  controlTotals: lighthouses.controlTotals,
  partRows: lighthouses.partRows,
  compression: 'zstd',
};

function fillGoldenSource(url: string): Promise<void> {
  const rows = Object.entries(lighthouses.days).flatMap(([date, day]) => day.map((row) => [date, ...row]));
  return withClient(url, async (client) => {
    await client.query(`CREATE TABLE IF NOT EXISTS ${lighthouses.name} (as_of date, id integer, name varchar(60) NOT NULL, height numeric(6,2), PRIMARY KEY (as_of, id))`);
    // What a person changed in the table stays changed.
    for (const row of rows) await client.query(`INSERT INTO ${lighthouses.name} (as_of, id, name, height) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, row);
  });
}
