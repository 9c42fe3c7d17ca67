import { Interrupted } from './failure.ts';

/** Two signals within this time are one: npm passes a Ctrl-C on to a program that the terminal has told already. */
const SAME_REQUEST_MS = 500;

/**
 * The person's wish to stop, by Ctrl-C, SIGTERM, a closed terminal, or a reader of our output who is gone.
 * The first asks for an orderly stop; a second one says that there is no patience for order.
 */
export class StopRequest {
  private readonly controller = new AbortController();
  private requestedAt = 0;
  /** 128 and the signal's number, as shells count. */
  exitCode = 130;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Rejects with {@link Interrupted} when it is time to stop. */
  readonly requested: Promise<never> = new Promise((_, reject) => {
    this.signal.addEventListener('abort', () => reject(new Interrupted('stopped')), { once: true });
  });

  constructor(private readonly onImpatience: (exitCode: number) => void) {
    this.requested.catch(() => undefined);
  }

  listen(): void {
    process.on('SIGINT', () => this.request(130));
    process.on('SIGTERM', () => this.request(143));
    // Not for a program under nohup, which has no terminal and wants to outlive it.
    if (process.stdin.isTTY || process.stdout.isTTY) process.on('SIGHUP', () => this.request(129));
  }

  request(exitCode = 130): void {
    if (!this.signal.aborted) {
      this.exitCode = exitCode;
      this.requestedAt = performance.now();
      this.controller.abort();
    } else if (performance.now() - this.requestedAt > SAME_REQUEST_MS) {
      this.onImpatience(this.exitCode);
    }
  }
}
