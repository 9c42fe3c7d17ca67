import type { Output, OutputData } from '@syncline/contract';
import { formatOutput, formatOutputs } from './format-outputs.ts';

const edition = {
  businessDate: '2026-08-04', version: 1, runId: '01990000-0000-7000-8000-000000000001', rowCount: 3, digest: 'a'.repeat(64), computedAt: '2026-08-04T20:00:00Z',
  inputs: [{ file: 'cities', businessDate: '2026-08-04', revision: 2, extractId: '01990000-0000-7000-8000-000000000002', manifestDigest: 'b'.repeat(64) }],
  checks: ['rows', 'digest', 'population = cities.population'].map((check) => ({ file: 'o', check, expected: '1234', actual: '1234', matched: true })),
};
const columns = [{ name: 'country', type: 'string(2)', nullable: false }, { name: 'population', type: 'decimal(20,2)', nullable: true }];

it('lists outputs with what there is of them', () => {
  const output: Output = {
    name: 'people', version: 1, description: null, inputs: ['cities', 'countries'], columns, key: ['country'], tieOuts: [], table: 'outputs.people_v1', businessDates: ['2026-08-04'], newest: edition,
    lastRun: { runId: edition.runId, attempt: 1, businessDate: '2026-09-26', state: 'FAILED', reason: 'INPUT_NOT_PROVEN', detail: 'x', startedAt: null, endedAt: null },
  };
  expect(formatOutputs([output, { ...output, name: 'none', newest: null, lastRun: null }]).split('\n')).toEqual([
    'OUTPUT  NEWEST      ROWS  MADE FROM          LAST RUN                 SQL',
    'people  2026-08-04  3     cities, countries  FAILED INPUT_NOT_PROVEN  outputs.people_v1',
    'none    -           -     cities, countries  -                        outputs.people_v1',
  ]);
  expect(formatOutputs([])).toBe('no outputs');
});

it('shows rows with numbers to the right, no digit lost, and nothing that a terminal would act upon', () => {
  const rows = [{ country: 'GB', population: '-12345678901234567890.50' }, { country: 'a\u001B[2J\nb', population: null }, { country: 'x', population: '1.00' }];
  const data: OutputData = { ...edition, output: 'people', columns, key: ['country'], rows };
  expect(formatOutput(data, 2).split('\n')).toEqual([
    'people of 2026-08-04: 3 rows from cities revision 2',
    'tied out: population = cities.population (1,234)',
    '',
    'country                      population',
    'GB       -12,345,678,901,234,567,890.50',
    'a [2J b                               -',
    '… 1 more',
  ]);
});
