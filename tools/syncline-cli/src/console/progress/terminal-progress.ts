import cliProgress from 'cli-progress';
import { formatCount } from '../format.ts';
import type { Screen } from '../screen.ts';
import type { LineHost, Progress, ProgressView } from './progress-view.ts';

const BAR_WIDTH = 28;
/** On a terminal of the usual 80 columns, so that there is room for the phase. */
const NARROW_BAR_WIDTH = 16;
const NARROW_BELOW = 100;
/** More than the colours of a line take. */
const COLOURS_OF_A_LINE = 80;
const LABEL_WIDTH = 12;
/** Blanks between the parts of a line, and the last column, which stays free. */
const OTHER_COLUMNS = 8;
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
      stream: withRoomForColours(screen.stream),
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
    const barWidth = this.screen.width < NARROW_BELOW ? NARROW_BAR_WIDTH : BAR_WIDTH;
    const filled = Math.round(share * barWidth);
    const colour = isGood ? 'green' : isOver ? 'red' : 'cyan';
    const bar = this.screen.paint(colour, '━'.repeat(filled)) + this.screen.paint('dim', '─'.repeat(barWidth - filled));
    const rows = rowsTotal === null ? '' : `${`${formatCount(rowsDone)} of ${formatCount(rowsTotal)}`.padStart(20)}  `;
    const room = Math.max(0, this.screen.width - this.labelWidth - barWidth - rows.length - OTHER_COLUMNS);
    return `    ${label.padEnd(this.labelWidth)} ${bar}  ${rows}${this.screen.paint(isOver ? colour : 'dim', phase.slice(0, room))}`;
  }
}

/** cli-progress cuts lines at the width of the terminal and counts colours in: it would cut off words that are seen, and the end of a colour. */
function withRoomForColours(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(stream, {
    get(target, name) {
      if (name === 'columns') return target.columns + COLOURS_OF_A_LINE;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
