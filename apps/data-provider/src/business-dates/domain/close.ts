import type { CloseState, ExtractState } from '@syncline/contract';

/**
 * The close of a business date, as decisions without a database.
 *
 *   open ──close──> CLOSING ──all sealed──> CLOSED
 *                      ↑  └──one failed───> FAILED ──close──> CLOSING
 *
 * The state is decided when no build of the date is left, and only then: a date whose first dataset failed still seals the
 * others, so that closing it again has less to do.
 */

/** A dataset as far as closing is concerned. */
export interface ClosableDataset {
  readonly name: string;
  readonly views: readonly string[];
  readonly hasBusinessDate: boolean;
}

/** The newest revision of one view of a dataset at a date. */
export interface Revision {
  readonly id: string;
  readonly dataset: string;
  readonly viewName: string;
  readonly revision: number;
  readonly state: ExtractState;
  /** A repeated close left it out: it counts the revisions, and says nothing about its date. */
  readonly isWithdrawn: boolean;
  /** Retention has taken it. */
  readonly isExpired: boolean;
}

/** An extract to be built. */
export interface PlannedExtract {
  readonly dataset: string;
  readonly viewName: string;
  readonly revision: number;
}

/** Whether asking to close begins anything: on an open date, and again after a failure. */
export const beginsClose = ({ state, closeNumber }: { readonly state: CloseState; readonly closeNumber: number }): boolean =>
  closeNumber === 0 || state === 'FAILED';

/**
 * The extracts that a close must build: every view of every dataset whose newest revision is not there or failed. All views
 * of a dataset get the same new revision. A dataset without a business date shows only today's state, so it is sealed for
 * the newest date and for no older one.
 */
export function plannedExtracts(datasets: readonly ClosableDataset[], revisions: readonly Revision[], isNewestDate: boolean): PlannedExtract[] {
  return datasets
    .filter(({ hasBusinessDate }) => hasBusinessDate || isNewestDate)
    .flatMap((dataset) => {
      const known = revisions.filter((revision) => revision.dataset === dataset.name);
      const isComplete = dataset.views.every((view) => known.some((revision) => revision.viewName === view && isThere(revision)));
      return isComplete ? [] : nextRevision(dataset, known);
    });
}

const isThere = ({ state, isWithdrawn, isExpired }: Revision): boolean => state !== 'FAILED' && !isWithdrawn && !isExpired;

/**
 * What a repeated close leaves out: what the catalogue does not offer any more, and what failed and will not be built again
 * (a dataset without a business date, once a newer date is closed). Without this, a date that failed by a dataset which was
 * then taken out of the catalogue could never be closed.
 */
export function leftOut(datasets: readonly ClosableDataset[], revisions: readonly Revision[], planned: readonly PlannedExtract[]): Revision[] {
  const isIn = (list: readonly Pick<PlannedExtract, 'dataset' | 'viewName'>[], one: Revision): boolean => list.some(({ dataset, viewName }) => dataset === one.dataset && viewName === one.viewName);
  const offered = datasets.flatMap(({ name, views }) => views.map((viewName) => ({ dataset: name, viewName })));
  return revisions.filter((revision) => !revision.isWithdrawn && !isIn(planned, revision) && (revision.state === 'FAILED' || !isIn(offered, revision)));
}

/** One more revision of all views of a dataset. */
export function nextRevision({ name, views }: Pick<ClosableDataset, 'name' | 'views'>, known: readonly Pick<Revision, 'revision'>[]): PlannedExtract[] {
  const revision = Math.max(0, ...known.map((newest) => newest.revision)) + 1;
  return views.map((viewName) => ({ dataset: name, viewName, revision }));
}

/** What a date in work becomes by the newest revisions of all its datasets. */
export function closeOutcome(revisions: readonly Pick<Revision, 'state'>[]): CloseState {
  if (revisions.some(({ state }) => state === 'BUILDING')) return 'CLOSING';
  return revisions.some(({ state }) => state === 'FAILED') ? 'FAILED' : 'CLOSED';
}

/** The datasets of an announcement, each once, with its revision. */
export function announcedDatasets(revisions: readonly Pick<Revision, 'dataset' | 'revision'>[]): { dataset: string; revision: number }[] {
  const newest = new Map<string, number>();
  for (const { dataset, revision } of revisions) newest.set(dataset, Math.max(revision, newest.get(dataset) ?? 0));
  return [...newest].map(([dataset, revision]) => ({ dataset, revision }));
}
