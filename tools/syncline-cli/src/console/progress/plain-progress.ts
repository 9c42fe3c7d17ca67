import { formatCount } from '../format.ts';
import type { LineHost, Progress, ProgressView } from './progress-view.ts';

const TELL_EVERY_MS = 2_000;

/** For files and pipes: a line when something is over, and from time to time one for what is still under way. */
export class PlainProgress implements ProgressView {
  private readonly told = new Set<string>();
  private lastTold = performance.now();

  constructor(
    private readonly host: Pick<LineHost, 'print'>,
    private readonly tellEveryMs = TELL_EVERY_MS,
  ) {}

  update(all: readonly Progress[]): void {
    for (const one of all.filter(({ isOver }) => isOver)) {
      const line = `${one.label}: ${one.rowsTotal === null ? '' : `${rows(one)}, `}${one.phase}`;
      if (!this.told.has(line)) this.tell(line);
      this.told.add(line);
    }
    if (performance.now() - this.lastTold < this.tellEveryMs) return;
    const underWay = all.filter(({ isOver }) => !isOver);
    const known = underWay.filter(({ rowsTotal }) => rowsTotal !== null);
    const texts = known.map((one) => `${one.label} ${one.phase}, ${rows(one)}`);
    const phases = underWay.filter(({ rowsTotal }) => rowsTotal === null).map(({ phase }) => phase);
    for (const phase of new Set(phases)) texts.push(`${phases.filter((other) => other === phase).length} ${phase}`);
    if (texts.length > 0) this.tell(texts.join('; '));
  }

  finish(): void {
    // Every line is whole already.
  }

  private tell(line: string): void {
    this.lastTold = performance.now();
    this.host.print(`    ${line}`);
  }
}

const rows = ({ rowsDone, rowsTotal }: Progress): string => `${formatCount(rowsDone)} of ${formatCount(rowsTotal)} rows`;
