/**
 * Why an extract that was read whole cannot be sealed now. Nothing of it is visible, and it is built again.
 */

/** A newer version of the dataset is served by now: what this instance read is of a shape that nobody expects any more. */
export class OutdatedCatalogueError extends Error {
  override readonly name = 'OutdatedCatalogueError';
}

/** A file of the extract is not where it was written: retention has removed it as one of an older extract, or somebody else has. */
export class PartGoneError extends Error {
  override readonly name = 'PartGoneError';
}

/** Another view of the revision is being built apart from these: it would come from another snapshot. */
export class SplitRevisionError extends Error {
  override readonly name = 'SplitRevisionError';
}
