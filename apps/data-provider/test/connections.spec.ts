import { prepareGround, startProvider } from './provider.ts';

const slow = (name: string): string => `
name: ${name}
version: 1
source: { query: "select k, pg_sleep(0.01)::text as v from generate_series(1, 20) k" }
key: [k]
columns: [{ name: k, type: integer, nullable: false }, { name: v, type: string(10), nullable: false }]
partRows: 5
`;

describe('the connections to the golden source', () => {
  it('are as many as the settings say and no more, however much is due', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const ground = await prepareGround(Object.fromEntries(names.map((name) => [name, slow(name)])));
    const provider = await startProvider(ground);
    try {
      let hasEnded = false;
      const closing = provider.close('2026-08-04').finally(() => (hasEnded = true));
      const counts: number[] = [];
      while (!hasEnded) {
        const [row] = await ground.source.run("SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'data-provider (golden source)'");
        counts.push(Number(row?.['n']));
      }
      expect(await closing).toMatchObject({ state: 'CLOSED', extracts: names.map(() => ({ rows: 20 })) });
      // Two extracts at once, two lanes each, and the connection that holds the snapshot.
      expect(Math.max(...counts)).toBe(5);
    } finally {
      await provider.stop();
      await ground.remove();
    }
  }, 60_000);
});
