import type { Client } from 'pg';
import { postgresPhysicalType, textLiteral, type PostgresField } from '@syncline/extract-format';
import type { SourceColumn, SourceReader } from '../golden-source.ts';
import type { RowBlock } from '../row-blocks.ts';
import { CopyRows } from './copy-rows.ts';
import { closeHard, unavailableOr } from './postgres-connection.ts';
import { uniqueIndexQuery } from './unique-index.ts';

interface Field extends PostgresField {
  readonly name: string;
}

/** One connection inside a read-only transaction. */
export class PostgresReader implements SourceReader {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async describe(from: string): Promise<ReadonlyMap<string, SourceColumn>> {
    const { fields } = await this.#query(`SELECT * FROM ${from} LIMIT 0`);
    if (fields.length === 0) return new Map();
    const types = await this.rows(`SELECT ${fields.map(({ dataTypeID, dataTypeModifier }) => `format_type(${dataTypeID}, ${dataTypeModifier})`).join(', ')}`);
    return new Map(fields.map((field, index) => [field.name, { ...postgresPhysicalType(field), typeName: types[0]?.[index] ?? '' }]));
  }

  async isUnique(relation: string, columns: readonly string[]): Promise<boolean> {
    return (await this.rows(uniqueIndexQuery(textLiteral(relation), columns.map(textLiteral)))).length > 0;
  }

  async rows(select: string): Promise<(string | null)[][]> {
    return (await this.#query(select)).rows;
  }

  /** The server writes the canonical form itself: the quoting rule of `COPY … CSV` is that of the wire contract. */
  async *canonicalRows(select: string, partRows: number): AsyncGenerator<RowBlock> {
    try {
      yield* this.#client.query(new CopyRows(select, partRows));
    } catch (error) {
      throw unavailableOr(error);
    }
  }

  async close(): Promise<void> {
    closeHard(this.#client);
  }

  async #query(text: string): Promise<{ rows: (string | null)[][]; fields: Field[] }> {
    try {
      return await this.#client.query<(string | null)[]>({ text, rowMode: 'array' });
    } catch (error) {
      throw unavailableOr(error);
    }
  }
}
