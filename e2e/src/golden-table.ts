import pg from 'pg';

/** The golden source of these tests: positions of a bank, one table, many small parts, so that a fault can fall between two of them. */
export const PART_ROWS = 500;

export const CATALOGUE = `name: positions
version: 1
source: { relation: public.positions }
key: [position_id]
businessDate: as_of
columns:
  - { name: position_id, type: bigint, nullable: false }
  - { name: account, type: string(20), nullable: false }
  - { name: currency, type: string(3), nullable: false }
  - { name: amount, type: "decimal(18,2)", nullable: false }
  - { name: note, type: string(80), nullable: true }
controlTotals:
  - { name: amount, kind: sum, column: amount }
  - { name: accounts, kind: countDistinct, column: account }
partRows: ${PART_ROWS}
compression: zstd
`;

/**
 * Rows of four business dates. From the first to the second: 50 new, 25 gone, 100 changed; those after it are the second again.
 */
export const fillGoldenTable = async (url: string, rows: number): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(`CREATE TABLE positions (
      as_of date NOT NULL, position_id bigint NOT NULL, account varchar(20) NOT NULL, currency varchar(3) NOT NULL,
      amount numeric(18,2) NOT NULL, note varchar(80), PRIMARY KEY (as_of, position_id))`);
    const row = (shift: string) => `SELECT CAST($1 AS date), i, 'ACC-' || (i % 97), CASE i % 3 WHEN 0 THEN 'EUR' WHEN 1 THEN 'USD' ELSE 'GBP' END,
        (i * 1.25 + ${shift})::numeric(18,2), CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a, "quoted" note' ELSE 'naïve £' END`;
    await client.query(`INSERT INTO positions ${row('0')} FROM generate_series(1, ${rows}) AS i`, [DATES.first]);
    for (const date of [DATES.second, DATES.third, DATES.grouped]) {
      await client.query(`INSERT INTO positions ${row('CASE WHEN i <= 125 THEN 1 ELSE 0 END')} FROM generate_series(26, ${rows + 50}) AS i`, [date]);
    }
  } finally {
    await client.end();
  }
};

/** The one task has triggers for the first three, the group for `grouped`, and nobody for `unheard`. */
export const DATES = { first: '2026-03-02', second: '2026-03-03', third: '2026-03-04', grouped: '2026-03-05', unheard: '2026-03-06' } as const;
