import { styleText } from 'node:util';

export const HIDE_CURSOR = '\u001B[?25l';
export const SHOW_CURSOR = '\u001B[?25h';

export type Colour = Parameters<typeof styleText>[0];

/** Where a tool writes: a terminal that can be drawn on, or a file or pipe that takes plain lines. */
export class Screen {
  private isBroken = false;

  constructor(
    private readonly out: NodeJS.WriteStream,
    /** Called once when nobody reads any more (`npm start | head`). */
    onBroken: () => void,
  ) {
    out.on('error', () => {
      if (!this.isBroken) onBroken();
      this.isBroken = true;
    });
  }

  get isTerminal(): boolean {
    return this.out.isTTY === true;
  }

  /** Columns of the terminal; for plain lines it does not matter. */
  get width(): number {
    return this.out.columns ?? 120;
  }

  /** Lines of the terminal; none where there is no terminal. */
  get height(): number {
    return this.isTerminal ? (this.out.rows ?? 24) : 0;
  }

  get stream(): NodeJS.WriteStream {
    return this.out;
  }

  write(text: string): void {
    if (!this.isBroken) this.out.write(text);
  }

  /** Shows the cursor again, whoever has hidden it. */
  restore(): void {
    if (this.isTerminal) this.write(`${SHOW_CURSOR}\r`);
  }

  /** Colours only where the stream shows them (`NO_COLOR` and `FORCE_COLOR` are heard). */
  paint(colour: Colour, text: string): string {
    return styleText(colour, text, { stream: this.out, validateStream: true });
  }
}
