import type { Report } from '@syncline/contract';
import type { Core } from './core.ts';
import type { SimulatedFiring } from './firings.ts';
import { Laws } from './laws.ts';
import type { Move, MoveKind } from './moves.ts';
import { addressOf, Network, type Envelope } from './network.ts';
import { SimulatedNode } from './node.ts';
import { Persons } from './persons.ts';
import { at } from './pick.ts';
import { Platform } from './platform.ts';
import { NOTHING_SPECIAL, type Step } from './step.ts';
import { Store } from './store.ts';
import { Target, type Call, type JobEnd } from './target.ts';
import { REPORTER, type Definitions } from './tasks.ts';

export interface Scenario {
  readonly nodes: number;
  readonly definitions: Definitions;
  /** Events that may be sent, each with what it fires. */
  readonly events: readonly (readonly Omit<SimulatedFiring, 'cause'>[])[];
}

type Happening = (pick: number, how: number) => Step | void;

/**
 * Upstream, platform, network, target and persons, in one thread and without a clock of its own: a list of moves is the
 * whole story, and told again it is the same. After every move the laws are asked.
 */
export class World {
  readonly story: string[] = [];
  readonly #store = new Store();
  readonly #target = new Target();
  readonly #network = new Network();
  /** What upstream was answered first, by event. */
  readonly #receipts = new Map<string, readonly string[]>();
  readonly #platform: Platform;
  readonly #persons: Persons;
  readonly #laws: Laws;
  readonly #nodes: readonly SimulatedNode[];
  readonly #happenings: Readonly<Record<MoveKind, Happening>>;

  /** @param isTold whether every move is kept in `story`, for people */
  constructor(core: Core, private readonly scenario: Scenario, private readonly isTold = false) {
    const { definitions } = scenario;
    const platform = new Platform(this.#store, core, definitions);
    this.#platform = platform;
    this.#persons = new Persons(this.#store, platform, scenario);
    this.#laws = new Laws(this.#store, this.#target, definitions);
    const shared = { store: this.#store, platform, network: this.#network, core, definitions };
    this.#nodes = Array.from({ length: scenario.nodes }, (_, index) => new SimulatedNode(index, shared));
    this.#happenings = this.#table();
  }

  /** @returns the law that was broken, in words; null: none */
  perform({ kind, pick, how }: Move): string | null {
    const before = this.#laws.remember();
    if (this.isTold) this.story.push(kind);
    const step = this.#happenings[kind](pick, how) ?? NOTHING_SPECIAL;
    if (this.isTold) this.story.push(...this.#laws.changesSince(before).map((line) => `  ${line}`));
    return this.#laws.broken(before, step, this.#receipts);
  }

  /** Faults stop: everything under way arrives, every node works, the target does what it was asked. @returns the law that was broken */
  settle(): string | null {
    this.#persons.resumeAll();
    for (let round = 0; round < FINAL_ROUNDS; round += 1) {
      const moves: Move[] = [
        ...Array.from({ length: this.#network.size }, () => ({ kind: 'deliver' as const, pick: 0, how: 0 })),
        ...[...this.#target.jobs.values()].flatMap(({ state }, pick) => (state === 'WORKING' ? [{ kind: 'work' as const, pick, how: ENDS_WELL }] : [])),
        // Any one of the nodes is enough.
        ...LOOPS.filter((kind) => round === 0 || kind !== 'time').map((kind) => ({ kind, pick: round, how: 0 })),
        { kind: 'tick', pick: 0, how: 10 },
      ];
      for (const move of moves) {
        const broken = this.perform(move);
        if (broken !== null) return broken;
      }
      if (this.#isQuiet()) return this.#platform.time.wronglyRecorded()[0] ?? null;
    }
    return `something never ends: ${this.#laws.unfinished().join(', ')}`;
  }

  #isQuiet(): boolean {
    return this.#network.size === 0 && this.#store.missed.size === 0 && this.#laws.unfinished().length === 0;
  }

  #table(): Record<MoveKind, Happening> {
    const persons = this.#persons;
    return {
      publish: (pick) => this.#publish(pick % this.scenario.events.length),
      deliver: (pick, how) => this.#deliver(this.#network.take(pick), how),
      duplicate: (pick) => this.#network.duplicate(pick),
      drop: (pick) => this.#drop(this.#network.take(pick)),
      claim: (pick) => this.#node(pick).claim(),
      renew: (pick) => this.#node(pick).renew(),
      sweep: (pick) => this.#node(pick).sweep(),
      deadlines: (pick) => this.#node(pick).meetDeadlines(),
      'group deadlines': (pick) => this.#node(pick).meetGroupDeadlines(),
      silence: () => this.#platform.runs.callSilent(),
      cancellations: (pick) => this.#node(pick).tellCancellations(),
      groups: (pick) => this.#node(pick).moveGroups(),
      time: (pick) => this.#node(pick).fireByTime(),
      record: () => this.#platform.time.recordMissed(),
      crash: (pick) => this.#node(pick).crash(),
      stop: (pick) => this.#node(pick).stop(),
      work: (pick, how) => this.#work(pick, how),
      say: (pick, how) => this.#sayAgain(pick, how),
      tick: (_, how) => this.#passTime(100 * how),
      jump: (_, how) => this.#passTime(at(JUMPS, how) ?? 0),
      fire: (pick) => persons.fire(pick),
      cancel: (pick) => persons.cancel(this.#node(pick), pick),
      retry: (pick) => persons.retry(this.#node(pick), pick),
      'cancel group': (pick) => persons.cancelGroup(this.#node(pick), pick),
      'retry group': (pick) => persons.retryGroup(this.#node(pick), pick),
      pause: (pick) => persons.pause(pick),
      resume: (pick) => persons.resume(pick),
    };
  }

  #publish(index: number): void {
    const identity = `event ${index}`;
    this.#network.send({ kind: 'EVENT', identity, firings: (this.scenario.events[index] ?? []).map((firing) => ({ ...firing, cause: identity })) });
  }

  #deliver(envelope: Envelope | undefined, how: number): Step | void {
    if (envelope === undefined) return undefined;
    if (this.isTold) this.story.push(`  ${envelope.kind} ${addressOf(envelope)}`);
    const node = this.#node(how);
    switch (envelope.kind) {
      case 'EVENT': {
        const occurrences = this.#platform.receive(envelope.identity, envelope.firings).map(({ id }) => id);
        node.nudge();
        return this.#network.send({ kind: 'RECEIPT', identity: envelope.identity, occurrences });
      }
      case 'RECEIPT':
        if (!this.#receipts.has(envelope.identity)) this.#receipts.set(envelope.identity, envelope.occurrences);
        return { ...NOTHING_SPECIAL, receipt: envelope };
      case 'DISPATCH':
        return this.#receiveDispatch(envelope.call, how);
      case 'ANSWER':
        return this.#node(envelope.call.node).settle(envelope.call, envelope.answer);
      case 'REPORT': {
        const [verdict] = node.execute([{ runId: envelope.runId, kind: 'REPORT', report: envelope.report, reporter: REPORTER }]);
        // The target learns from the answer that nobody wants the work any more.
        if (verdict?.kind === 'reported' && verdict.answer.runState === 'CANCELLED') this.#target.stop(envelope.runId, envelope.report.attempt);
        return { ...NOTHING_SPECIAL, report: envelope };
      }
      case 'DELETE':
        this.#target.stop(envelope.runId, envelope.attempt);
        return this.#network.send({ ...envelope, kind: 'DELETED' });
      case 'DELETED': {
        const key = `${envelope.runId}/${envelope.attempt}`;
        if (this.#store.cancellations.get(key)?.token === envelope.token) this.#store.cancellations.delete(key);
        return undefined;
      }
    }
  }

  /** What is lost of a call, on the way there or back, shows as no answer. */
  #drop(envelope: Envelope | undefined): void {
    if (envelope !== undefined && 'call' in envelope && this.#isOpen(envelope.call)) {
      this.#network.send({ kind: 'ANSWER', call: envelope.call, answer: { kind: 'unanswered', error: 'timeout' } });
    }
  }

  #receiveDispatch(call: Call, how: number): Step | void {
    if (how >= 90) return this.#answer(call, how >= 97 ? 400 : 503);
    const { job, isNew } = this.#target.take(call);
    if (how >= 80 && job.state === 'WORKING') this.#target.end(job, at(ENDS, how) ?? 'SUCCEEDED');
    this.#answer(call, 202, how >= 60 || job.state !== 'WORKING' ? job.last : null);
    return { ...NOTHING_SPECIAL, begun: isNew ? job : null };
  }

  #answer(call: Call, status: number, report: Report | null = null): void {
    if (!this.#isOpen(call)) return;
    this.#network.send({ kind: 'ANSWER', call, answer: { kind: 'answered', status, retryAfterMs: null, body: report === null ? { kind: 'empty' } : { kind: 'report', report } } });
  }

  /** A dispatch that came twice is answered twice, but only the first answer reaches the caller. */
  #isOpen(call: Call): boolean {
    return this.#node(call.node).calls.has(call.id) && !this.#network.isAnswered(call);
  }

  #work(pick: number, how: number): void {
    const job = at([...this.#target.jobs.values()], pick);
    if (job?.state !== 'WORKING') return;
    this.#network.send({ kind: 'REPORT', runId: job.runId, report: how < ENDS_WELL ? this.#target.progress(job) : this.#target.end(job, at(ENDS, how) ?? 'SUCCEEDED') });
  }

  #sayAgain(pick: number, how: number): void {
    const job = at([...this.#target.jobs.values()], pick);
    if (job?.last) this.#network.send({ kind: 'REPORT', runId: job.runId, report: how < 30 ? this.#target.straggle(job, job.last) : job.last });
  }

  #passTime(ms: number): void {
    this.#store.now = new Date(this.#store.now.getTime() + ms);
  }

  #node(pick: number): SimulatedNode {
    const node = at(this.#nodes, pick);
    if (node === undefined) throw new Error('There are no nodes');
    return node;
  }
}

const FINAL_ROUNDS = 400;
/** In the end intervals fire for the last time in the first round, or there would be no end. */
const LOOPS = ['sweep', 'deadlines', 'group deadlines', 'silence', 'time', 'record', 'groups', 'renew', 'claim', 'cancellations'] as const;

/** Of `work`: from here on the job ends, and with this very number well. */
const ENDS_WELL = 40;
const ENDS: readonly JobEnd[] = ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'RETRYABLE', 'RETRYABLE', 'FAILED', 'MISMATCHED', 'SUCCEEDED', 'RETRYABLE'];
/** Over a retry, a silence, a deadline; and back. */
const JUMPS = [15_000, 60_000, 600_000, -2_000, 1_900_000];
