/** One column of the position table: what the contract calls its type, what PostgreSQL does, and how a row's value is made. */
interface PositionColumn {
  readonly name: string;
  readonly type: string;
  readonly sqlType: string;
  readonly nullable: boolean;
  /** SQL over `i`, the number of the row: the same number always makes the same row. */
  readonly made: string;
}

/** A number from 0 to 2^31 - 1 that looks like chance. */
const chance = (seed: number): string => `(hashint8extended(i, ${seed}) & 2147483647)`;
const oneOf = (seed: number, values: readonly string[]): string =>
  `(ARRAY[${values.map((value) => `'${value}'`).join(', ')}])[1 + ${chance(seed)} % ${values.length}]`;

/** Keys have ten digits, however many rows there are. */
const FIRST_KEY = 1_000_000_000;

const NOTES = ['transferred from London', 'client said "hold", then "sell"', 'see ticket 4711, line 2', 'Überweisung, geprüft'];

/** Positions of a bank: 11 columns, some 126 bytes a row as CSV. The trade date is data, not the business date. */
export const COLUMNS: readonly PositionColumn[] = [
  { name: 'position_id', type: 'bigint', sqlType: 'bigint', nullable: false, made: `${FIRST_KEY} + i` },
  { name: 'account', type: 'string(16)', sqlType: 'varchar(16)', nullable: false, made: `'ACC-' || lpad((${chance(1)} % 250000)::text, 8, '0')` },
  { name: 'isin', type: 'string(12)', sqlType: 'varchar(12)', nullable: false, made: `'XS' || lpad(${chance(2)}::text, 10, '0')` },
  { name: 'currency', type: 'string(3)', sqlType: 'varchar(3)', nullable: false, made: oneOf(3, ['EUR', 'USD', 'GBP', 'CHF', 'JPY']) },
  { name: 'quantity', type: 'decimal(18,4)', sqlType: 'numeric(18,4)', nullable: false, made: `(${chance(4)} % 1000000000)::numeric / 10000` },
  { name: 'price', type: 'decimal(18,6)', sqlType: 'numeric(18,6)', nullable: false, made: `(${chance(5)} % 1000000000)::numeric / 1000000` },
  { name: 'market_value', type: 'decimal(20,2)', sqlType: 'numeric(20,2)', nullable: false, made: `${chance(6)}::numeric / 100 - 5000000` },
  { name: 'trade_date', type: 'date', sqlType: 'date', nullable: false, made: `DATE '2026-01-01' + (${chance(7)} % 300)::integer` },
  {
    name: 'updated_at', type: 'timestamp(6)', sqlType: 'timestamptz(6)', nullable: false,
    made: `TIMESTAMPTZ '2026-01-01 00:00:00Z' + ${chance(8)} * 12 * INTERVAL '1 millisecond' + (${chance(9)} % 1000) * INTERVAL '1 microsecond'`,
  },
  { name: 'status', type: 'string(10)', sqlType: 'varchar(10)', nullable: false, made: oneOf(10, ['OPEN', 'SETTLED', 'PENDING', 'CLOSED']) },
  { name: 'note', type: 'string(60)', sqlType: 'varchar(60)', nullable: true, made: `CASE WHEN ${chance(11)} % 4 = 0 THEN ${oneOf(12, NOTES)} END` },
];

export const KEY = 'position_id';
export const DATASET = 'positions';
const NAMES = COLUMNS.map(({ name }) => name).join(', ');

/** A table for positions; the same one as source, as target of psql and of the hand-written loop. */
export const createTable = (table: string): string =>
  `CREATE TABLE ${table} (${COLUMNS.map(({ name, sqlType, nullable }) => `${name} ${sqlType}${nullable ? '' : ' NOT NULL'}`).join(', ')}, PRIMARY KEY (${KEY}))`;

/** Rows number `from` to `to`. */
export const insertRows = (table: string, from: number, to: number): string =>
  `INSERT INTO ${table} (${NAMES}) SELECT ${COLUMNS.map(({ made }) => made).join(', ')} FROM generate_series(${from}::bigint, ${to}::bigint) AS i`;

export const selectRows = (table: string): string => `SELECT ${NAMES} FROM ${table} ORDER BY ${KEY}`;

/**
 * How many rows a table has and a digest of their contents in which the order of rows plays no part: the sum of a 64-bit hash
 * of each row's text. Types may differ (varchar, text) where they show the same text.
 */
export const digestRows = (table: string): string =>
  `SELECT count(*)::text AS rows, COALESCE(sum(hashtextextended(ROW(${NAMES})::text, 0)::numeric), 0)::text AS digest FROM ${table}`;

/** What the provider is told about the table. Without a business date: each date is sealed as the table then stands. */
export const CATALOGUE = {
  name: DATASET,
  version: 1,
  source: { relation: `public.${DATASET}` },
  key: [KEY],
  columns: COLUMNS.map(({ name, type, nullable }) => ({ name, type, nullable })),
  controlTotals: [
    { name: 'market-value', kind: 'sum', column: 'market_value' },
    { name: 'last-update', kind: 'max', column: 'updated_at' },
  ],
  partRows: 50_000,
  compression: 'zstd',
};
