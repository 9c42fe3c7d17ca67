/**
 * graphile-worker, a job queue on PostgreSQL that is known to be fast, running empty jobs in a process of its own. It does
 * less than the platform does for a run (no HTTP, no token, no report), so it is no rival; it says what this machine and
 * this database make of a known thing, so that numbers from two machines can be compared.
 */
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { monotonicMs, serveHelper } from '@syncline/bench-kit';
import type { PeerMethods } from './peer-methods.ts';

const quiet = new Logger(() => () => undefined);

async function fill(connectionString: string, jobs: number): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString, logger: quiet });
  try {
    await utils.migrate();
    await utils.withPgClient((client) => client.query(`SELECT graphile_worker.add_job('nothing', '{}') FROM generate_series(1, $1)`, [jobs]));
  } finally {
    await utils.release();
  }
}

const methods: PeerMethods = {
  run: async ({ databaseUrl, jobs, concurrency }) => {
    await fill(databaseUrl, jobs);
    let done = 0;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const begin = monotonicMs();
    const runner = await run({
      connectionString: databaseUrl,
      concurrency,
      maxPoolSize: concurrency + 2,
      noHandleSignals: true,
      logger: quiet,
      taskList: {
        nothing: () => {
          if ((done += 1) === jobs) finish();
        },
      },
    });
    await finished;
    const took = monotonicMs() - begin;
    await runner.stop();
    return took;
  },
};
serveHelper(methods);
