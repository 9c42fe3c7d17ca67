import { EventEmitter } from 'node:events';
import { API_PREFIX, DomainError, schedulingPlatformOperations } from '@syncline/contract';
import type { CloudEvent, Report } from '@syncline/contract';
import type { Handlers } from '../server/contract-server.ts';
import type { Identity } from '../server/identity.ts';
import { StandIn } from '../server/stand-in.ts';
import type { StandInOptions } from '../server/stand-in.ts';
import { Dispatcher } from './dispatcher.ts';
import type { DispatchOptions, DispatchOutcome, DispatchTarget } from './dispatcher.ts';
import { MessageBook, readEvents } from './message-book.ts';
import { applyReport } from './report-ledger.ts';

type Operations = typeof schedulingPlatformOperations;

/** Plays the scheduling platform for a team that works on a target or on an upstream system. */
export class PlatformStandIn extends StandIn<Operations> {
  /** Emits `message` with each new event, and a run's id when a report ended its attempt. */
  readonly events = new EventEmitter();
  /** Every report by run, applied or not. */
  readonly reports = new Map<string, Report[]>();
  readonly #messages = new MessageBook();
  readonly #dispatcher: Dispatcher;

  private constructor(identity: Identity, options: StandInOptions) {
    super('scheduling-platform', schedulingPlatformOperations, identity, options);
    this.#dispatcher = new Dispatcher(identity, this.events, (runId) => `${this.url}${API_PREFIX}/runs/${runId}/reports`);
  }

  static async start(options: StandInOptions = {}): Promise<PlatformStandIn> {
    return new PlatformStandIn(await StandIn.identityOf('scheduling-platform', options), options).listen();
  }

  /** The events accepted so far, duplicates left out. */
  get messages(): readonly CloudEvent[] {
    return this.#messages.events;
  }

  /** Dispatches to a target until a report ends the attempt; a new run where no `runId` is given. */
  dispatch(target: DispatchTarget, options: DispatchOptions = {}): Promise<DispatchOutcome> {
    return this.#dispatcher.run(target, options);
  }

  /** From now on every report on the run is answered TERMINAL. */
  cancel(runId: string): void {
    const run = this.#dispatcher.runs.get(runId);
    if (run !== undefined) run.state = 'CANCELLED';
  }

  protected handlers(): Handlers<Operations> {
    return {
      publishMessage: ({ input, headers }) => {
        const events = readEvents(headers, input.body);
        const receipts = [events].flat().map((event) => {
          const receipt = this.#messages.accept(event);
          if (!receipt.duplicate) this.events.emit('message', event);
          return receipt;
        });
        return { status: 202, body: Array.isArray(events) ? receipts : receipts[0] };
      },
      reportRun: ({ input: { params, body } }) => {
        const run = this.#dispatcher.runs.get(params.id);
        if (run === undefined) throw new DomainError('NOT_FOUND', `there is no run ${params.id}`);
        this.reports.set(params.id, [...(this.reports.get(params.id) ?? []), body]);
        const answer = applyReport(run, body);
        if (run.end !== null) this.events.emit(params.id);
        return { status: 200, body: answer };
      },
    };
  }
}
