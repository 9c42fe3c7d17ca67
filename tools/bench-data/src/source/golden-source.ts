import { withClient } from '@syncline/local-postgres';
import { createTable, DATASET, insertRows, KEY } from './positions.ts';

/** Of a thousand rows: so many are changed and gone by the next day, and as many are new as are gone. One per cent in all. */
const CHANGED = 8;
const GONE = 1;

/** The golden source: rows that are the same at every start, settled as those of a database that has been up for a while. */
export class GoldenSource {
  readonly #url: string;
  #lastRow: number;

  private constructor(url: string, rows: number) {
    this.#url = url;
    this.#lastRow = rows;
  }

  static async fill(url: string, rows: number): Promise<GoldenSource> {
    await withClient(url, async (client) => {
      await client.query(createTable(DATASET));
      await client.query(insertRows(DATASET, 1, rows));
    });
    const source = new GoldenSource(url, rows);
    await source.settle();
    return source;
  }

  /** The next day: scattered over all rows, as real changes are. */
  async changeOnePercent(): Promise<void> {
    const first = this.#lastRow + 1;
    this.#lastRow += Math.ceil((first * GONE) / 1_000);
    await withClient(this.#url, async (client) => {
      const chance = `mod(hashint8extended(${KEY}, ${first}) & 2147483647, 1000)`;
      await client.query(`DELETE FROM ${DATASET} WHERE ${chance} < ${GONE}`);
      await client.query(`UPDATE ${DATASET} SET quantity = quantity + 1, updated_at = updated_at + INTERVAL '1 day', status = 'AMENDED' WHERE ${chance} BETWEEN ${GONE} AND ${GONE + CHANGED - 1}`);
      await client.query(insertRows(DATASET, first, this.#lastRow));
    });
    await this.settle();
  }

  /**
   * Brings server and caches into the same state before every measurement: nothing left over to vacuum or to write out, and
   * every page of the source read a moment ago.
   */
  async settle(): Promise<void> {
    await withClient(this.#url, async (client) => {
      await client.query(`VACUUM (ANALYZE) ${DATASET}`);
      await client.query('CHECKPOINT');
      await client.query(`SELECT count(note) FROM ${DATASET}`);
    });
  }
}
