import { readOutputFile } from './read-output-file.ts';

const TOWNS = `/*
name: towns-by-size
version: 2
inputs: [towns, time-zones]
columns:
  - { name: size, type: string(10) }
  - { name: people, type: bigint, nullable: true }
key: [size]
tieOuts:
  - { kind: sum, column: people, equals: { file: towns, controlTotal: population } }
*/
SELECT size, sum(population) AS people
FROM {{towns}} JOIN {{ time-zones }} USING (zone)
WHERE seen <= {{businessDate}}
GROUP BY size
`;

const problems = (text: string): string[] => readOutputFile(text).problems.map(({ line, message }) => `${line}: ${message}`);

it('reads an output with its defaults', () => {
  expect(readOutputFile(TOWNS).value).toMatchObject({
    name: 'towns-by-size', version: 2, description: null, inputs: ['towns', 'time-zones'], key: ['size'],
    columns: [{ name: 'size', nullable: false }, { name: 'people', nullable: true }],
    tieOuts: [{ name: 'people', kind: 'sum', column: 'people', equals: { file: 'towns', controlTotal: 'population' } }],
    sql: expect.stringMatching(/^SELECT size[\s\S]*GROUP BY size$/),
  });
});

it('names every problem at once, with its line', () => {
  const wrong = TOWNS
    .replace('type: bigint', 'type: float')
    .replace('key: [size]', 'key: [size, people, height]')
    .replace('inputs: [towns, time-zones]', 'inputs: [towns, time-zones, towns]')
    .replace('column: people', 'column: size').replace('file: towns', 'file: villages');
  expect(problems(wrong)).toEqual([
    expect.stringMatching(/^7: unknown column type "float"/),
    '8: the key column people must not be nullable',
    '8: the key column height is not one of the columns',
    '4: the input towns is there twice',
    '10: a sum needs a number, not string(10)',
    '10: the file villages is not one of the inputs',
  ]);
});

it.each<[string, string, string]>([
  ['version: 2\n', '', '2: version is missing'],
  ['version: 2', 'version: 2\nspeed: 3', '4: speed is not a known setting'],
  ['name: towns-by-size', `name: ${'x'.repeat(51)}`, '2: name must have at most 50 characters'],
  ['name: people', 'name: business_date', '7: business_date is there in every output and cannot be one of its columns'],
  ['name: people', 'name: Size', '7: the column Size is there twice'],
  ['SELECT size', 'DELETE FROM x; SELECT size', '12: the query must begin with select or with'],
  ['GROUP BY size', 'GROUP BY size;', '15: the query must be one, without a semicolon'],
  ['{{towns}}', 'published.towns', '12: the input towns is not used: write {{towns}} where its table is meant'],
  ['{{towns}}', '"published".towns', '13: name the file as an input and write {{its-name}} instead of a published table'],
  ['{{ time-zones }}', '{{regions}}', '13: {{regions}} is not one of the inputs'],
  ['/*', '--', '1: an output begins with a comment, /* … */, that says in YAML what it is'],
])('refuses %j → %j', (from, to, sentence) => {
  expect(problems(TOWNS.replace(from, to))).toContain(sentence);
});
