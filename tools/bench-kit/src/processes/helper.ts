import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Methods, Question, Said } from './helper-protocol.ts';

/** A process of the benchmark's own (load generator, target, peer), asked by name for what it can do. */
export class Helper<M extends Methods> {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #asked = 0;

  /**
   * @param script the program, which calls `serveHelper`
   * @param onTidings called with what the helper tells without being asked
   */
  constructor(script: URL, onTidings: (count: number) => void = () => undefined) {
    this.#child = fork(fileURLToPath(script), [], { execArgv: ['--enable-source-maps'], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#exited = once(this.#child, 'exit').then(() => this.#abandon(`${basename(script.pathname)} ended too early`));
    this.#child.on('message', (said: Said) => ('count' in said ? onTidings(said.count) : this.#settle(said)));
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** @throws Error with what the helper said, or when it ends before it answers */
  call<K extends keyof M & string>(method: K, argument: Parameters<M[K]>[0]): Promise<Awaited<ReturnType<M[K]>>> {
    const question: Question = { id: (this.#asked += 1), method, argument };
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(question.id, { resolve, reject });
      this.#child.send(question, (error) => error && this.#settle({ id: question.id, error: error.message }));
    });
    return answer as Promise<Awaited<ReturnType<M[K]>>>;
  }

  /** Lets go of it and waits until it is gone. Twice is once. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await this.#exited;
    clearTimeout(insist);
  }

  #settle(answer: Exclude<Said, { count: number }>): void {
    const asked = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) asked?.reject(new Error(answer.error));
    else asked?.resolve(answer.value);
  }

  #abandon(why: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}
