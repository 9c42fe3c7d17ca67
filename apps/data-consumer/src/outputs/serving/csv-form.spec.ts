import type { Field } from '@syncline/extract-format';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvOf, neutralised } from './csv-form.ts';

const COLUMNS = [
  { name: 'name', type: 'string(100)', nullable: true },
  { name: 'amount', type: 'decimal(9,2)', nullable: true },
  { name: 'note', type: 'json', nullable: true },
];

async function csv(rows: readonly (readonly Field[])[]): Promise<string> {
  let text = '';
  for await (const line of csvOf(COLUMNS, (async function* () { yield* rows; })())) text += line;
  return text;
}

it('has a line of names and a line a row, and quotes by RFC 4180', async () => {
  expect(await csv([['Köln, "am" Rhein', '-1.50', null], ['', null, '{"a": 1}'], ['two\nlines', '0.00', '"x"']])).toBe([
    'name,amount,note', '"Köln, ""am"" Rhein",-1.50,', '"",,"{""a"": 1}"', '"two\nlines",0.00,"""x"""', '',
  ].join('\r\n'));
});

it.each(['=1+1', '+49 221', '-2', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠1', `=cmd|' /C calc'!A0`])('takes the danger out of %j', async (hostile) => {
  const [row = []] = parse(await csv([[hostile, '-2.00', '-1']]), { from_line: 2, relax_column_count: false }) as string[][];
  expect(row).toEqual([`'${hostile}`, '-2.00', `'-1`]);
});

it.each(['a=1', ' =1', "'=1", '1-2', 'x@y', ''])('leaves %j as it is', (harmless) => {
  expect(neutralised(harmless)).toBe(harmless);
});

it('is read by others as what was stored, but for the apostrophe', async () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', "'", ',', ';', ' ', '\\'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })), maxLength: 12 });
  const row = fc.tuple(fc.option(text), fc.option(fc.integer().map((n) => `${n}.00`)), fc.option(text));
  await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 5 }), async (rows) => {
    const read = parse(await csv(rows), { from_line: 1, relax_column_count: false, record_delimiter: '\r\n' }) as string[][];
    expect(read[0]).toEqual(['name', 'amount', 'note']);
    expect(read.slice(1)).toEqual(rows.map(([name, amount, note]) => [neutralised(name ?? ''), amount ?? '', neutralised(note ?? '')]));
    for (const [name = '', , note = ''] of read.slice(1)) expect(`${name}\0${note}`).not.toMatch(/(^|\0)[=+\-@\t\r\n＝＋－＠]/);
  }));
});
