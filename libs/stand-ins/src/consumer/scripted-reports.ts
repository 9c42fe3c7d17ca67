import type { Dispatch, Report } from '@syncline/contract';

/** A report as a script writes it: attempt and sequence are added when it is sent. */
export interface ScriptedReport {
  readonly report: Partial<Omit<Report, 'attempt' | 'sequence'>> & Pick<Report, 'state'>;
  /** Waited for before it is sent. */
  readonly after?: Promise<unknown> | undefined;
}

/** What a stand-in says about a dispatch, in order. */
export type ReportScript = (dispatch: Dispatch) => readonly ScriptedReport[];

const ROWS = 3;

const filesOf = ({ parameters }: Dispatch): string[] => (Array.isArray(parameters.files) ? parameters.files.map(String) : ['stand-in-file']);

export const runningReport = (dispatch: Dispatch): ScriptedReport => ({
  report: { state: 'RUNNING', detail: 'loading', progress: { filesTotal: filesOf(dispatch).length, filesDone: 0, rowsTotal: ROWS, rowsDone: 0, bytesDone: 0 } },
});

/** SUCCEEDED and MATCHED, with figures that fit together. */
export function provenReport(dispatch: Dispatch): ScriptedReport {
  const files = filesOf(dispatch);
  return {
    report: {
      state: 'SUCCEEDED',
      progress: { filesTotal: files.length, filesDone: files.length, rowsTotal: ROWS * files.length, rowsDone: ROWS * files.length, bytesDone: 30 * files.length },
      files: files.map((file) => ({
        file, state: 'SUCCEEDED', rowsExpected: ROWS, rowsLoaded: ROWS, rowsRejected: 0, inserted: ROWS, updated: 0, deleted: 0, unchanged: 0, extractId: null, revision: 1, manifestDigest: null,
      })),
      reconciliation: { result: 'MATCHED', checks: files.map((file) => ({ file, check: 'rows', expected: String(ROWS), actual: String(ROWS), matched: true })) },
    },
  };
}

export const defaultScript: ReportScript = (dispatch) => [runningReport(dispatch), provenReport(dispatch)];
