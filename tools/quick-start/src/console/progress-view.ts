import type { FileProgress } from '../sync/file-progress.ts';

/** Shows the files of a run on their way. */
export interface ProgressView {
  update(files: readonly FileProgress[]): void;
  /** The last word; leaves the terminal to others. */
  finish(): void;
}
