import { dialectOf, type Dialect } from '@syncline/database';
import type { GoldenSource } from './golden-source.ts';
import { OracleGoldenSource } from './oracle/oracle-golden-source.ts';
import { PostgresGoldenSource } from './postgres/postgres-golden-source.ts';

const ADAPTERS: Readonly<Record<Dialect, (url: string) => GoldenSource>> = {
  postgres: (url) => new PostgresGoldenSource(url),
  oracle: (url) => new OracleGoldenSource(url),
};

/** The adapter for the engine that the URL names. Connects to nothing yet: a provider starts without its source. */
export const openGoldenSource = (url: string): GoldenSource => ADAPTERS[dialectOf(url)](url);
