import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatch } from '@syncline/contract';
import { chance, choose } from './chance.ts';
import type { Effect, SeenDispatch, SentReport } from './records.ts';
import type { Ending, Reporter } from './reporter.ts';

/**
 * The target of the dispatches, with a record of its own. Model: two instances that share what they know of a key, as two
 * processes over one database would. Work begins when a key is taken for the first time, takes a moment, and has its
 * effect once, however often the key comes. Everything else goes wrong as chance says: a call is refused, a connection
 * drops before or after the work was taken, an answer comes too late, the report overtakes the answer, or is forgotten
 * until the platform asks again. From the fifth call of a key on it behaves, so that every run can end.
 */
export class Downstream {
  readonly dispatches: SeenDispatch[] = [];
  readonly effects: Effect[] = [];
  readonly #jobs = new Map<string, Job>();
  readonly #servers: Server[] = [];
  readonly #busy = new Set<Promise<void>>();
  /** A test may hold every answer back until this resolves. */
  gate: Promise<void> = Promise.resolve();

  private constructor(
    private readonly seed: number,
    private readonly reporter: Reporter,
    private readonly now: () => number,
  ) {}

  static async start(options: { seed: number; reporter: Reporter; instances: number; now: () => number }): Promise<Downstream> {
    const downstream = new Downstream(options.seed, options.reporter, options.now);
    for (let instance = 1; instance <= options.instances; instance += 1) {
      const server = createServer((request, response) => downstream.#track(downstream.#receive(`instance-${instance}`, request, response)));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      downstream.#servers.push(server);
    }
    return downstream;
  }

  get origins(): string[] {
    return this.#servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  get reports(): readonly SentReport[] {
    return this.reporter.reports;
  }

  /** Resolves when everything that was begun has come to its end: work, reports and their repeats. */
  async settled(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy);
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) server.closeAllConnections();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  async #receive(instance: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const dispatch = await bodyOf(request).catch(() => null);
    if (request.method !== 'POST' || dispatch === null) return void response.writeHead(404).end();
    const key = String(request.headers['idempotency-key']);
    const job = this.#jobOf(key, dispatch);
    job.callbackUrl = dispatch.callbackUrl;
    const fate = job.calls < PATIENCE ? choose(this.#chance(job, 'fate', job.calls), FATES) : 'take';
    job.calls += 1;
    const { runId, task, businessDate, attempt } = dispatch;
    this.dispatches.push({ at: this.now(), key, runId, task, businessDate, attempt, instance, node: new URL(dispatch.callbackUrl).host, fate });
    await this.gate;
    await this.#follow(fate, job, request, response);
  }

  async #follow(fate: Fate, job: Job, request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (fate) {
      case 'refuse':
        return void response.writeHead(503).end();
      case 'drop':
        return void request.socket.destroy();
      case 'take and drop':
        request.socket.destroy();
        return this.#workAndReport(job);
      case 'take and forget':
        response.writeHead(202).end();
        return this.#work(job);
      case 'report first':
        await this.#workAndReport(job);
        return void response.writeHead(202).end();
      case 'report in the answer':
        await this.#work(job);
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.reporter.endOf(job)));
      case 'answer too late':
        await Promise.all([this.#workAndReport(job), pause(LATE_MS)]);
        return void response.writeHead(202).end();
      case 'take':
        response.writeHead(202).end();
        return this.#workAndReport(job);
    }
  }

  #jobOf(key: string, { runId, task, businessDate, attempt }: Dispatch): Job {
    const known = this.#jobs.get(key);
    if (known !== undefined) return known;
    const words = [task, businessDate ?? '', attempt] as const;
    // Some work fails the first time; that, and nothing else, explains a second attempt.
    const ending = attempt === 1 && chance(this.seed, ...words, 'fails') < FAILING ? 'FAILED' : 'SUCCEEDED';
    const job: Job = { key, runId, attempt, ending, words, calls: 0, callbackUrl: '', work: null };
    this.#jobs.set(key, job);
    return job;
  }

  /** The effect, once for a key; whoever asks again waits for the same work. */
  #work(job: Job): Promise<void> {
    job.work ??= pause(20 + 180 * this.#chance(job, 'work')).then(() => {
      this.effects.push({ at: this.now(), key: job.key, runId: job.runId, ending: job.ending });
    });
    return job.work;
  }

  async #workAndReport(job: Job): Promise<void> {
    const order = choose(this.#chance(job, 'order', job.calls), ORDERS);
    if (order === 'in order') await this.reporter.running(job);
    await this.#work(job);
    await this.reporter.end(job);
    if (order === 'reordered') await this.reporter.running(job);
    if (order === 'doubled') await Promise.all([this.reporter.end(job), this.reporter.end(job), this.reporter.running(job)]);
  }

  #chance(job: Job, ...of: (string | number)[]): number {
    return chance(this.seed, ...job.words, ...of);
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#busy.delete(tracked));
    this.#busy.add(tracked);
  }
}

interface Job extends Ending {
  readonly words: readonly (string | number)[];
  calls: number;
  /** The last one wins. */
  callbackUrl: string;
  work: Promise<void> | null;
}

/** Calls of a key before the downstream stops being difficult. */
const PATIENCE = 4;
/** Share of the work that fails the first time. */
const FAILING = 0.05;
/** Longer than `timeout` of the target. */
const LATE_MS = 2_500;

type Fate = keyof typeof FATES;
const FATES = { 'take': 46, 'report in the answer': 15, 'report first': 12, 'take and forget': 6, 'refuse': 7, 'drop': 5, 'take and drop': 6, 'answer too late': 3 };
const ORDERS = { 'in order': 60, 'reordered': 20, 'doubled': 20 };

async function bodyOf(request: IncomingMessage): Promise<Dispatch> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Dispatch;
}
