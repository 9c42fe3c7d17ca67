import { dataConsumerOperations, dispatchKey, DomainError } from '@syncline/contract';
import type { Dispatch, SyncJob } from '@syncline/contract';
import type { Handlers, Reply } from '../server/contract-server.ts';
import type { Identity } from '../server/identity.ts';
import { StandIn } from '../server/stand-in.ts';
import type { StandInOptions } from '../server/stand-in.ts';
import { EffectBook } from './effects.ts';
import type { Effect } from './effects.ts';
import { Reporter } from './reporter.ts';
import type { ReportSent } from './reporter.ts';
import { defaultScript } from './scripted-reports.ts';
import type { ReportScript } from './scripted-reports.ts';

type Operations = typeof dataConsumerOperations;

export interface ConsumerStandInOptions extends StandInOptions {
  /** Default: RUNNING, then SUCCEEDED and MATCHED. */
  readonly script?: ReportScript;
  /** Whether a dispatch is answered with the last report or with nothing; default `report`. */
  readonly answer?: 'report' | 'empty';
}

/** Plays the data consumer, a target of dispatches, and keeps its own record of what it was made to do. */
export class ConsumerStandIn extends StandIn<Operations> {
  script: ReportScript;
  answer: 'report' | 'empty';
  readonly #book = new EffectBook();
  readonly #reporter: Reporter;
  readonly #stopped = new AbortController();
  readonly #playing = new Set<Promise<void>>();

  private constructor(identity: Identity, options: ConsumerStandInOptions) {
    super('data-consumer', dataConsumerOperations, identity, options);
    this.script = options.script ?? defaultScript;
    this.answer = options.answer ?? 'report';
    this.#reporter = new Reporter(identity, this.#stopped.signal);
  }

  static async start(options: ConsumerStandInOptions = {}): Promise<ConsumerStandIn> {
    return new ConsumerStandIn(await StandIn.identityOf('data-consumer', options), options).listen();
  }

  /** What each idempotency key led to. */
  get effects(): readonly Effect[] {
    return this.#book.all;
  }

  /** Every report sent, with how it was answered. */
  get reports(): readonly ReportSent[] {
    return this.#reporter.sent;
  }

  /** Stops for good: scripts end where they are. */
  override async stop(): Promise<void> {
    this.#stopped.abort();
    await super.stop();
  }

  /** Resolves when every script begun so far has been played. */
  async played(): Promise<void> {
    await Promise.all(this.#playing);
  }

  protected handlers(): Handlers<Operations> {
    return {
      dispatchSyncJob: ({ input }) => this.#dispatch(input.body, input.headers['idempotency-key']),
      dispatchFileSync: ({ input }) => this.#dispatch(input.body, input.headers['idempotency-key']),
      cancelSyncJob: ({ input }) => this.#cancel(input.params.runId),
      cancelFileSync: ({ input }) => this.#cancel(input.params.runId),
      getSyncJob: ({ input }) => ({ status: 200, body: this.#jobOf(this.#find(input.params.runId)) }),
    };
  }

  #dispatch(dispatch: Dispatch, key = dispatchKey(dispatch.runId, dispatch.attempt)): Reply {
    const { effect, isNew } = this.#book.take(key, dispatch);
    if (isNew) this.#play(effect);
    const report = this.#reporter.last(effect);
    const status = report !== undefined && report.state !== 'RUNNING' ? 200 : 202;
    return this.answer === 'empty' || report === undefined ? { status } : { status, body: report };
  }

  #play(effect: Effect): void {
    const playing = this.#reporter.play(effect, this.script(effect.dispatch)).finally(() => this.#playing.delete(playing));
    this.#playing.add(playing);
  }

  #cancel(runId: string): Reply {
    const effect = this.#find(runId);
    effect.cancelled = true;
    return { status: 200, body: this.#jobOf(effect) };
  }

  #find(runId: string): Effect {
    const effect = this.#book.ofRun(runId);
    if (effect === undefined) throw new DomainError('NOT_FOUND', `there is no run ${runId}`);
    return effect;
  }

  #jobOf(effect: Effect): SyncJob {
    const { runId, task, businessDate, attempt } = effect.dispatch;
    const report = this.#reporter.last(effect) ?? null;
    const state = effect.cancelled ? 'CANCELLED' : (report?.state ?? 'RUNNING');
    return { runId, task, businessDate, attempt, state, reason: null, detail: null, files: [], report, startedAt: new Date().toISOString(), endedAt: null };
  }
}
