import { type Colour, formatElapsed, type LineSink, type Screen } from '@syncline/syncline-cli';
import { LiveLine } from './live-line.ts';

/** Where times stand, as far as the terminal is wide enough. */
const SENTENCE_WIDTH = 92;
const MARK_AND_TIME_WIDTH = 14;

/**
 * Tells what happens, a line a step, in the order in which the steps end; several may be under way at once. On a
 * terminal the last line shows what is under way now.
 */
export class Narrator {
  private readonly live: LiveLine;
  private sink: LineSink | null = null;
  private isOver = false;

  constructor(private readonly screen: Screen) {
    this.live = new LiveLine(screen);
  }

  /** Does `work` and prints what `done` makes of its result, with the time it took. A failure prints nothing: it is told once, at the end. */
  async step<T>(doing: string, work: () => Promise<T>, done: (result: T) => string): Promise<T> {
    const startedAt = performance.now();
    const activity = this.live.add(doing);
    try {
      const result = await work();
      activity.remove();
      this.timed(done(result), performance.now() - startedAt);
      return result;
    } finally {
      activity.remove();
    }
  }

  /** Something that is done, and how long it took. */
  timed(sentence: string, ms: number): void {
    const width = Math.min(SENTENCE_WIDTH, this.screen.width - MARK_AND_TIME_WIDTH);
    this.print(`  ${this.paint('green', '✔')} ${sentence.padEnd(width)} ${this.paint('dim', formatElapsed(ms).padStart(8))}`);
  }

  title(text: string): void {
    this.print('');
    this.print(this.paint('bold', text));
  }

  /** Something that a person should notice. */
  warn(text: string): void {
    this.print(`  ${this.paint('yellow', '!')} ${text}`);
  }

  good(text: string): void {
    this.print(`  ${this.paint('green', '✔')} ${text}`);
  }

  bad(text: string): void {
    this.print(`  ${this.paint('red', '✘')} ${text}`);
  }

  print(line: string): void {
    if (this.isOver) return;
    if (this.sink !== null) this.sink(line);
    else this.live.above(() => this.screen.write(`${line.trimEnd()}\n`));
  }

  paint(colour: Colour, text: string): string {
    return this.screen.paint(colour, text);
  }

  /** Hands the terminal over; until the answer is called, lines go to `sink`. */
  yieldTo(sink: LineSink): () => void {
    this.live.pause();
    this.sink = sink;
    return () => {
      this.sink = null;
      this.live.resume();
    };
  }

  /** Leaves the terminal as it was found. What is still under way has nothing more to say. */
  end(): void {
    this.isOver = true;
    this.sink = null;
    this.live.end();
  }
}
