import type { Column, OutputData } from '@syncline/contract';
import type { Field } from '@syncline/extract-format';

/** All that is said of an output's rows, then the rows themselves, one after the other. */
export async function* jsonOf(head: Omit<OutputData, 'rows'>, columns: readonly Column[], rows: AsyncIterable<readonly Field[]>): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let separator = '';
  for await (const row of rows) {
    yield separator + JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
    separator = ',';
  }
  yield ']}';
}
