import type { FileProgress } from '../sync/file-progress.ts';
import { formatCount } from './format.ts';
import type { Narrator } from './narrator.ts';
import type { ProgressView } from './progress-view.ts';

const TELL_EVERY_MS = 2_000;

/** For files and pipes: a line when a file is done, and from time to time one for what is still under way. */
export class PlainProgress implements ProgressView {
  private readonly told = new Set<string>();
  private lastTold = performance.now();

  constructor(private readonly narrator: Narrator) {}

  update(files: readonly FileProgress[]): void {
    for (const file of files.filter(({ isOver }) => isOver)) {
      const line = `${file.file}: ${formatCount(file.rowsLoaded)} of ${formatCount(file.rowsExpected)} rows, ${file.phase}`;
      if (!this.told.has(line)) this.tell(line);
      this.told.add(line);
    }
    if (performance.now() - this.lastTold < TELL_EVERY_MS) return;
    const underWay = files.filter(({ isOver }) => !isOver);
    const known = underWay.filter(({ rowsExpected }) => rowsExpected !== null);
    const texts = known.map((file) => `${file.file} ${file.phase}, ${formatCount(file.rowsLoaded)} of ${formatCount(file.rowsExpected)} rows`);
    if (underWay.length > known.length) texts.push(`${underWay.length - known.length} waiting`);
    if (texts.length > 0) this.tell(texts.join('; '));
  }

  finish(): void {
    // Every line is whole already.
  }

  private tell(line: string): void {
    this.lastTold = performance.now();
    this.narrator.print(`    ${line}`);
  }
}
