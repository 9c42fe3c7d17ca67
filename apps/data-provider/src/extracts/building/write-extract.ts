import type { ManifestPart, SealedControlTotal } from '@syncline/contract';
import type { DatasetView } from '../../catalogue/domain/dataset-view.ts';
import { describeSource } from '../../golden-source/describe-source.ts';
import type { SourceSnapshot } from '../../golden-source/golden-source.ts';
import { partEnds } from '../../golden-source/part-ends.ts';
import { ReaderLanes } from '../../golden-source/reader-lanes.ts';
import type { SourceRows } from '../../golden-source/source-rows.ts';
import { surveyRows, type Survey } from '../../golden-source/survey.ts';
import type { PartStore } from '../../parts/part-store.ts';
import { mapLimited } from './map-limited.ts';
import { partRuns } from './part-runs.ts';
import { writeParts } from './write-parts.ts';

/** What was read of one extract, all of it on disk. */
export interface WrittenExtract {
  readonly parts: readonly ManifestPart[];
  readonly controlTotals: readonly SealedControlTotal[];
}

export interface WriteOptions {
  /** The lease token. */
  readonly build: string;
  readonly view: DatasetView;
  readonly businessDate: string;
  readonly snapshot: Pick<SourceSnapshot, 'openReader'>;
  readonly dialect: SourceRows['dialect'];
  readonly store: PartStore;
  /** Connections at once. */
  readonly partsAtOnce: number;
  readonly signal: AbortSignal;
}

/**
 * Reads a view of a dataset out of a snapshot into part files.
 *
 * Everything comes from that one snapshot: the survey of all rows (values that cannot be told, number, control totals)
 * goes on while the parts are written, for nothing is visible before all has ended well. What the survey says of a value
 * comes before any other error: a conversion of such a value may have failed, and says less about it.
 *
 * Measured on 1,000,000 rows of 11 columns (124 MB), CPU seconds of source and provider together: 4.1, of which the source
 * needs 1.8 for the rows, 0.4 for the survey and 0.2 for the ends of the parts, the provider 0.65 to compress. It was 7.8.
 */
export async function writeExtract(options: WriteOptions): Promise<WrittenExtract> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const lanes = new ReaderLanes(options.snapshot, options.partsAtOnce);
  try {
    const rows = await lanes.use(signal, (reader) => describeSource(reader, options.dialect, options.view, options.businessDate));
    const survey = lanes.use(signal, (reader) => surveyRows(reader, rows));
    survey.catch((error: unknown) => failed.abort(error));
    const [said, read] = await Promise.allSettled([survey, readParts(lanes, rows, { ...options, signal })]);
    if (said.status === 'rejected') throw said.reason;
    if (read.status === 'rejected') throw read.reason;
    assertWhole(said.value, read.value);
    return { parts: read.value, controlTotals: said.value.controlTotals };
  } finally {
    await lanes.close();
  }
}

async function readParts(lanes: ReaderLanes, rows: SourceRows, { partsAtOnce, signal, store, build }: WriteOptions): Promise<ManifestPart[]> {
  const ends = await lanes.use(signal, (reader) => partEnds(reader, rows));
  const runs = await mapLimited(partRuns(ends, partsAtOnce), partsAtOnce, signal, (run, aborted) =>
    lanes.use(aborted, (reader) => writeParts(reader, rows, run, ends, { store, build, signal: aborted })));
  return runs.flat();
}

function assertWhole(survey: Survey, parts: readonly ManifestPart[]): void {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  if (rows !== survey.rows) throw new Error(`the parts have ${rows} rows in place of ${survey.rows}: the source does not hold its snapshot or the order of its keys`);
}
