import { Screen } from './screen.ts';

/**
 * Where a command answers: with `--json` one JSON document (or lines of them) on standard output and nothing else there;
 * without, text for people. Everything that is not the answer goes to standard error.
 */
export class Output {
  readonly screen: Screen;

  constructor(
    readonly isJson: boolean,
    onBroken: () => void = () => process.exit(),
  ) {
    this.screen = new Screen(process.stdout, onBroken);
  }

  /** The answer of a command that gives one. */
  answer(document: unknown, text: () => string): void {
    this.screen.write(`${this.isJson ? JSON.stringify(document, null, 2) : text()}\n`);
  }

  /** One of several answers: a line of JSON, or a text where there is one for it. */
  line(document: unknown, text?: () => string): void {
    if (this.isJson) this.screen.write(`${JSON.stringify(document)}\n`);
    else if (text !== undefined) this.screen.write(`${text()}\n`);
  }

  /** Text that only people want. */
  text(text: string): void {
    if (!this.isJson) this.screen.write(`${text}\n`);
  }

  /** Said beside the answer. */
  note(text: string): void {
    process.stderr.write(`syncline: ${text}\n`);
  }
}
