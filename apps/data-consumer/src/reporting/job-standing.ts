import type { SyncJobState } from '@syncline/contract';
import type { SqlSession } from '@syncline/database';
import { outputNews, outputJobState } from '../outputs/domain/output-news.ts';
import { readJobFiles } from '../persistence/sql/read-job-files.sql.ts';
import { readJobOutput } from '../persistence/sql/read-job-output.sql.ts';
import { workKindOf, type WorkKind } from '../sync-jobs/dispatch-target.ts';
import { jobNews, jobState, type News } from '../sync-jobs/domain/job-report.ts';

/** What can be told of a job now. */
export interface Standing {
  readonly news: News;
  readonly state: SyncJobState;
}

type Reader = (session: SqlSession, jobId: string) => Promise<Standing>;

const READERS: Readonly<Record<WorkKind, Reader>> = {
  files: async (session, jobId) => {
    const files = await session.query(readJobFiles, { jobId });
    return { news: jobNews(files), state: jobState(files) };
  },
  output: async (session, jobId) => {
    const [run] = await session.query(readJobOutput, { jobId });
    if (run === undefined) throw new Error(`The job ${jobId} has no run of an output.`);
    return { news: outputNews(run), state: outputJobState(run) };
  },
};

/** Made from rows only, so any instance finds the same. */
export const readStanding = (session: SqlSession, job: { readonly id: string; readonly target: string }): Promise<Standing> =>
  READERS[workKindOf(job.target)](session, job.id);
