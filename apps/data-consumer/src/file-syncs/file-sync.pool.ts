import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Answer, Ask, FromThread, ThreadOutcome, ThreadTask, ToThread } from './file-sync.protocol.ts';

/** How the main thread serves a thread that works for it. */
export interface ThreadHost {
  /** Never rejects: what cannot be done is answered with `refused`. */
  answer(ask: Ask): Promise<Answer>;
  progress(rowsSeen: number, bytesSeen: number): void;
}

/** A task under way. */
export interface ThreadRun {
  /** Never rejects, also when the thread dies. */
  readonly outcome: Promise<ThreadOutcome>;
  /** Tells the thread to stop; it still gives its outcome. */
  stop(): void;
}

type WithoutPort<T> = T extends ThreadTask ? Omit<T, 'port'> : never;
type Task = WithoutPort<ThreadTask>;

/**
 * A bounded pool of worker threads: a thread a file, for as long as the file's sync takes. From source (in tests) threads
 * run by type stripping, from `dist` as built.
 */
export class FileSyncPool {
  readonly #pool: Piscina<ThreadTask, ThreadOutcome>;

  constructor(threads: number) {
    const isSource = import.meta.url.endsWith('.ts');
    this.#pool = new Piscina<ThreadTask, ThreadOutcome>({
      filename: new URL(isSource ? './file-sync.worker.ts' : './file-sync.worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: threads,
      // A file ends, another begins; a service at rest keeps no thread.
      idleTimeout: 5_000,
      // Buffers live outside of the heap; rows never enter it.
      resourceLimits: { maxOldGenerationSizeMb: 128 },
      execArgv: isSource ? ['--conditions=@syncline/source', '--no-warnings'] : [],
    });
  }

  run(task: Task, host: ThreadHost): ThreadRun {
    const { port1: ours, port2: theirs } = new MessageChannel();
    const tell = (message: ToThread): void => ours.postMessage(message);
    ours.on('message', (message: FromThread) => void receive(message, host, tell));
    return { outcome: this.#outcome(task, ours, theirs), stop: () => tell({ kind: 'stop' }) };
  }

  /** After the last task has given its outcome. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #outcome(task: Task, ours: MessagePort, theirs: MessagePort): Promise<ThreadOutcome> {
    try {
      return await this.#pool.run({ ...task, port: theirs } as ThreadTask, { transferList: [theirs] });
    } catch (error) {
      // The thread itself died (out of memory, say). Its connections died with it, so nothing is half done.
      return { kind: 'failed', code: 'INTERNAL_ERROR', detail: `The thread died: ${error instanceof Error ? error.message : String(error)}`, proof: null };
    } finally {
      ours.close();
    }
  }
}

async function receive(message: FromThread, host: ThreadHost, tell: (message: ToThread) => void): Promise<void> {
  if (message.kind === 'progress') return host.progress(message.rowsSeen, message.bytesSeen);
  tell({ kind: 'answer', id: message.id, answer: await host.answer(message.ask) });
}
