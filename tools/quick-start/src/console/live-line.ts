import { formatElapsed, HIDE_CURSOR, type Screen, SHOW_CURSOR } from '@syncline/syncline-cli';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
const CLEAR = '\r\u001B[2K';

/** The last line of a terminal, showing what is under way; on anything else it is nothing. */
export class LiveLine {
  private readonly activities = new Map<symbol, string>();
  private timer: NodeJS.Timeout | null = null;
  private frame = 0;
  private startedAt = 0;
  private isPaused = false;

  constructor(private readonly screen: Screen) {}

  add(text: string): { remove(): void } {
    const id = Symbol(text);
    if (this.activities.size === 0) this.startedAt = performance.now();
    this.activities.set(id, text);
    this.show();
    return {
      remove: () => {
        this.activities.delete(id);
        if (this.activities.size === 0) this.hide();
      },
    };
  }

  /** Lets `write` print whole lines above. */
  above(write: () => void): void {
    if (this.timer !== null) this.screen.write(CLEAR);
    write();
    this.draw();
  }

  pause(): void {
    this.isPaused = true;
    this.hide();
  }

  resume(): void {
    this.isPaused = false;
    this.show();
  }

  end(): void {
    this.activities.clear();
    this.hide();
  }

  private show(): void {
    if (this.isPaused || !this.screen.isTerminal || this.activities.size === 0 || this.timer !== null) return;
    this.screen.write(HIDE_CURSOR);
    this.timer = setInterval(() => this.draw(), FRAME_MS);
    this.draw();
  }

  private draw(): void {
    if (this.timer === null || this.isPaused) return;
    this.frame = (this.frame + 1) % FRAMES.length;
    const text = `${[...this.activities.values()].join(' · ')}  ${formatElapsed(performance.now() - this.startedAt)}`;
    this.screen.write(`${CLEAR}  ${this.screen.paint('cyan', FRAMES[this.frame] ?? '')} ${text.slice(0, this.screen.width - 6)}`);
  }

  private hide(): void {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    this.screen.write(CLEAR + SHOW_CURSOR);
  }
}
