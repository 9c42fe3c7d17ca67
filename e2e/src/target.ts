import pg from 'pg';
import type { System } from './system.ts';

/** The consumer's database as somebody with a password sees it; only to break things in, never to prove anything by. */
export const targetOf = async <T>(system: System, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client(system.postgres.url('data_consumer'));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
