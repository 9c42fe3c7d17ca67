import type { ManifestPart, SealedControlTotal } from '@syncline/contract';
import { keyRangeCondition, textLiteral } from '@syncline/extract-format';
import type { DatasetView } from '../../catalogue/domain/dataset-view.ts';
import { describeSource } from '../../golden-source/describe-source.ts';
import type { SourceReader, SourceSnapshot } from '../../golden-source/golden-source.ts';
import { partBoundaries, type PartBoundary } from '../../golden-source/part-boundaries.ts';
import type { SourceRows } from '../../golden-source/source-rows.ts';
import { assertRepresentable, controlTotals } from '../../golden-source/survey.ts';
import type { PartStore } from '../../parts/part-store.ts';
import { mapLimited } from './map-limited.ts';

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
  readonly partsAtOnce: number;
  readonly signal: AbortSignal;
}

/**
 * Reads a view of a dataset out of a snapshot into part files. Everything (values that cannot be told, totals, boundaries,
 * rows) is read from that one snapshot; parts are read side by side, each over a connection of its own.
 */
export async function writeExtract(options: WriteOptions): Promise<WrittenExtract> {
  const { snapshot, dialect, view, businessDate, signal } = options;
  const survey = await withReader(snapshot, signal, async (reader) => {
    const rows = await describeSource(reader, dialect, view, businessDate);
    await assertRepresentable(reader, rows);
    return { rows, boundaries: await partBoundaries(reader, rows), controlTotals: await controlTotals(reader, rows) };
  });
  const parts = await mapLimited(survey.boundaries, options.partsAtOnce, signal, (boundary, aborted) =>
    withReader(snapshot, aborted, (reader) => writePart(reader, survey.rows, survey.boundaries, boundary, { ...options, signal: aborted })));
  return { parts, controlTotals: survey.controlTotals };
}

/** The connection is cut when the signal fires: a statement in work would not notice it. */
async function withReader<T>(snapshot: Pick<SourceSnapshot, 'openReader'>, signal: AbortSignal, work: (reader: SourceReader) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const reader = await snapshot.openReader();
  const cut = (): void => void reader.close();
  signal.addEventListener('abort', cut);
  try {
    return await work(reader);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
    await reader.close();
  }
}

async function writePart(reader: SourceReader, rows: SourceRows, boundaries: readonly PartBoundary[], part: PartBoundary, options: WriteOptions): Promise<ManifestPart> {
  const after = boundaries[part.n - 2]?.lastKey.map(textLiteral);
  const range = keyRangeCondition(rows.dialect, rows.key, { after, upTo: part.lastKey.map(textLiteral) });
  const { bytes, rowCount } = reader.canonicalRows(rows.select(range));
  const stored = await options.store.write(options.build, bytes, rows.view.compression, options.signal);
  const count = await rowCount();
  if (count !== part.rows) throw new Error(`part ${part.n} has ${count} rows in place of ${part.rows}: the source does not hold its snapshot or the order of its keys`);
  return { n: part.n, firstKey: [...part.firstKey], lastKey: [...part.lastKey], rows: part.rows, ...stored };
}
