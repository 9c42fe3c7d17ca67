import cliProgress from 'cli-progress';
import { formatCount } from '../format.ts';
import type { Screen } from '../screen.ts';
import type { LineHost, Progress, ProgressView } from './progress-view.ts';

const BAR_WIDTH = 28;
const LABEL_WIDTH = 12;
/** Lines of the terminal that bars leave free, for what is said around them. */
const SPARE_LINES = 4;

/**
 * A bar a thing, redrawn in place; other lines scroll by above the bars. Where the terminal is too low for all, those
 * under way come first and the rest is not shown.
 */
export class TerminalProgress implements ProgressView {
  private readonly bars: cliProgress.MultiBar;
  /** From top to bottom; which thing a bar shows may change from one update to the next. */
  private readonly slots: cliProgress.SingleBar[] = [];
  private readonly takeBack: () => void;
  private labelWidth = LABEL_WIDTH;

  constructor(
    private readonly screen: Screen,
    host: LineHost,
  ) {
    this.takeBack = host.yieldTo((line) => this.bars.log(`${line}\n`));
    this.bars = new cliProgress.MultiBar({
      stream: screen.stream,
      format: (_options, _params, payload: { progress?: Progress }) => (payload.progress === undefined ? '' : this.format(payload.progress)),
      fps: 12,
      hideCursor: true,
      linewrap: null,
      forceRedraw: true,
      gracefulExit: false,
    });
  }

  update(all: readonly Progress[]): void {
    this.labelWidth = Math.max(this.labelWidth, ...all.map(({ label }) => label.length));
    const shown = this.fitting(all);
    shown.forEach((progress, index) => {
      const bar = this.slots[index];
      if (bar === undefined) this.slots.push(this.bars.create(1, 0, { progress }));
      else bar.update({ progress });
    });
    for (const bar of this.slots.splice(shown.length)) this.bars.remove(bar);
  }

  finish(): void {
    this.bars.stop();
    this.takeBack();
  }

  private fitting(all: readonly Progress[]): readonly Progress[] {
    const room = Math.max(1, this.screen.height - SPARE_LINES);
    return all.length <= room ? all : all.toSorted((a, b) => Number(a.isOver) - Number(b.isOver)).slice(0, room);
  }

  private format({ label, phase, isOver, isGood, rowsDone, rowsTotal }: Progress): string {
    const share = isGood ? 1 : rowsTotal ? Math.min(1, rowsDone / rowsTotal) : 0;
    const filled = Math.round(share * BAR_WIDTH);
    const colour = isGood ? 'green' : isOver ? 'red' : 'cyan';
    const bar = this.screen.paint(colour, '━'.repeat(filled)) + this.screen.paint('dim', '─'.repeat(BAR_WIDTH - filled));
    const rows = rowsTotal === null ? '' : `${`${formatCount(rowsDone)} of ${formatCount(rowsTotal)}`.padStart(20)}  `;
    const head = `    ${label.padEnd(this.labelWidth)} ${bar}  ${rows}`;
    const colourOfPhase = isOver ? colour : 'dim';
    // Lines are cut at the width of the terminal with their colours counted in, which would lose the end of a colour.
    const room = Math.max(0, this.screen.width - head.length - this.screen.paint(colourOfPhase, '').length);
    return head + this.screen.paint(colourOfPhase, phase.slice(0, room));
  }
}
