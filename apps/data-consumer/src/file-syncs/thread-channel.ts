import type { MessagePort } from 'node:worker_threads';
import type { Answer, Ask, FromThread, ThreadState, ToThread } from './file-sync.protocol.ts';

/** Thrown inside a thread when it must not go on: the lease is gone, or the main thread said stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

const PROGRESS_EVERY_MS = 500;

/** The thread's end of the protocol. */
export class ThreadChannel {
  readonly #port: MessagePort;
  readonly #stop = new AbortController();
  readonly #pending = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  #lastId = 0;
  #rowsSeen = 0;
  #bytesSeen = 0;
  #progressTimer: NodeJS.Timeout | null = null;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: ToThread) => this.#receive(message));
  }

  /** Aborted when the work must end now. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  async credentials(): Promise<Readonly<Record<string, string>>> {
    const answer = await this.#ask({ kind: 'credentials' });
    if (answer.kind === 'credentials') return answer.headers;
    throw new Error(answer.kind === 'refused' ? answer.detail : 'the main thread gave no credentials');
  }

  /** @throws Stopped when the lease is gone */
  async advance(to: ThreadState): Promise<void> {
    const answer = await this.#ask({ kind: 'advance', to });
    if (answer.kind !== 'advanced' || !answer.isHeld) throw new Stopped('the lease is gone');
  }

  /** Counts up; told to the main thread now and then. */
  progress(rows: number, bytes: number): void {
    this.#rowsSeen += rows;
    this.#bytesSeen += bytes;
    this.#progressTimer ??= setTimeout(() => {
      this.#progressTimer = null;
      this.#send({ kind: 'progress', rowsSeen: this.#rowsSeen, bytesSeen: this.#bytesSeen });
    }, PROGRESS_EVERY_MS);
  }

  close(): void {
    if (this.#progressTimer !== null) clearTimeout(this.#progressTimer);
    this.#port.close();
  }

  #ask(ask: Ask): Promise<Answer> {
    if (this.signal.aborted) return Promise.reject(new Stopped('told to stop'));
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#send({ kind: 'ask', id, ask });
    });
  }

  #receive(message: ToThread): void {
    if (message.kind === 'answer') {
      this.#pending.get(message.id)?.resolve(message.answer);
      this.#pending.delete(message.id);
      return;
    }
    const stopped = new Stopped('told to stop');
    this.#stop.abort(stopped);
    for (const { reject } of this.#pending.values()) reject(stopped);
    this.#pending.clear();
  }

  #send(message: FromThread): void {
    this.#port.postMessage(message);
  }
}
