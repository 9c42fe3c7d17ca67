import cliProgress from 'cli-progress';
import type { FileProgress } from '../sync/file-progress.ts';
import { formatCount } from './format.ts';
import type { Narrator } from './narrator.ts';
import type { ProgressView } from './progress-view.ts';
import type { Screen } from './screen.ts';

const BAR_WIDTH = 28;
const NAME_WIDTH = 12;

/** A bar a file, redrawn in place; other lines scroll by above the bars. */
export class TerminalProgress implements ProgressView {
  private readonly bars: cliProgress.MultiBar;
  private readonly byFile = new Map<string, cliProgress.SingleBar>();
  private readonly takeBack: () => void;

  constructor(
    private readonly screen: Screen,
    narrator: Narrator,
  ) {
    this.takeBack = narrator.yieldTo((line) => this.bars.log(`${line}\n`));
    this.bars = new cliProgress.MultiBar({
      stream: screen.stream,
      format: (_options, _params, payload: { progress?: FileProgress }) => (payload.progress === undefined ? '' : this.format(payload.progress)),
      fps: 12,
      hideCursor: true,
      linewrap: null,
      forceRedraw: true,
      gracefulExit: false,
    });
  }

  update(files: readonly FileProgress[]): void {
    for (const progress of files) {
      const bar = this.byFile.get(progress.file);
      if (bar === undefined) this.byFile.set(progress.file, this.bars.create(1, 0, { progress }));
      else bar.update({ progress });
    }
  }

  finish(): void {
    this.bars.stop();
    this.takeBack();
  }

  private format({ file, phase, isOver, isProven, rowsLoaded, rowsExpected }: FileProgress): string {
    const share = isProven ? 1 : rowsExpected ? Math.min(1, rowsLoaded / rowsExpected) : 0;
    const filled = Math.round(share * BAR_WIDTH);
    const colour = isProven ? 'green' : isOver ? 'red' : 'cyan';
    const bar = this.screen.paint(colour, '━'.repeat(filled)) + this.screen.paint('dim', '─'.repeat(BAR_WIDTH - filled));
    const rows = rowsExpected === null ? '' : `${formatCount(rowsLoaded)} of ${formatCount(rowsExpected)}`;
    return `    ${file.padEnd(NAME_WIDTH)} ${bar}  ${rows.padStart(20)}  ${this.screen.paint(isOver ? colour : 'dim', phase)}`;
  }
}
