import type { Report } from '@syncline/contract';
import type { DispatchAnswer } from '../../src/dispatching/domain/decide-dispatch-outcome.ts';
import { isActiveGroup } from '../../src/group-runs/domain/group-run.state-machine.ts';
import type { RunCommand, RunVerdict } from '../../src/runs/domain/run-command.ts';
import type { Core } from './core.ts';
import { Laws, NOTHING_SPECIAL, type Step } from './laws.ts';
import type { Move } from './moves.ts';
import type { SimulatedFiring } from './firings.ts';
import { Platform } from './platform.ts';
import type { DueDeadline } from './runs.ts';
import { Store } from './store.ts';
import { Target, type Call, type Job, type JobEnd } from './target.ts';
import { named, REPORTER, type Definitions } from './tasks.ts';

/** Something under way between two parties. */
type Envelope =
  | { readonly kind: 'EVENT'; readonly identity: string; readonly firings: readonly SimulatedFiring[] }
  | { readonly kind: 'RECEIPT'; readonly identity: string; readonly occurrences: readonly string[] }
  | { readonly kind: 'DISPATCH'; readonly call: Call }
  | { readonly kind: 'ANSWER'; readonly call: Call; readonly answer: DispatchAnswer }
  | { readonly kind: 'REPORT'; readonly runId: string; readonly report: Report }
  | { readonly kind: 'DELETE' | 'DELETED'; readonly runId: string; readonly attempt: number; readonly token: string };

interface SimulatedNode {
  session: number;
  readonly calls: Map<number, Call>;
  /** A commit of this process has left something to do. In memory: gone with the process. */
  isNudged: boolean;
  deadlines: readonly DueDeadline[];
}

export interface Scenario {
  readonly nodes: number;
  readonly definitions: Definitions;
  /** Events that may be sent, each with what it fires. */
  readonly events: readonly (readonly Omit<SimulatedFiring, 'cause'>[])[];
}

const FINAL_ROUNDS = 400;
/** In the end intervals fire for the last time in the first round, or there would be no end. */
const LOOPS = ['sweep', 'deadlines', 'silence', 'time', 'record', 'groups', 'renew', 'claim', 'cancellations'] as const;

/**
 * Upstream, platform, network, target and persons, in one thread and without a clock of its own: a list of moves is the
 * whole story, and told again it is the same. After every move the laws are asked.
 */
export class World {
  readonly store = new Store();
  readonly target = new Target();
  /** What upstream was answered, by event. */
  readonly receipts = new Map<string, readonly string[]>();
  readonly story: string[] = [];
  readonly #platform: Platform;
  readonly #laws: Laws;
  readonly #nodes: SimulatedNode[];
  readonly #network: Envelope[] = [];
  #calls = 0;

  constructor(
    private readonly core: Core,
    private readonly scenario: Scenario,
    /** Whether every change is kept for `story`, for people. */
    private readonly isTold = false,
  ) {
    this.#platform = new Platform(this.store, core, scenario.definitions);
    this.#laws = new Laws(this.store, this.target, scenario.definitions);
    this.#nodes = Array.from({ length: scenario.nodes }, () => ({ session: 0, calls: new Map<number, Call>(), isNudged: false, deadlines: [] }));
  }

  /** @returns the law that was broken, in words; null: none */
  perform(move: Move): string | null {
    const before = this.#laws.remember();
    const step = this.#happen(move);
    if (this.isTold) for (const line of this.#laws.changesSince(before)) this.#tell(`  ${line}`);
    return this.#laws.broken(before, step, this.receipts);
  }

  /** Faults stop: everything under way arrives, every node works, the target does what it was asked. @returns the law that was broken */
  settle(): string | null {
    for (const name of [...this.store.paused]) {
      this.store.paused.delete(name);
      this.#platform.groups.signalActive(name);
    }
    for (let round = 0; round < FINAL_ROUNDS; round += 1) {
      const moves: Move[] = [
        ...this.#network.map(() => ({ kind: 'deliver' as const, pick: 0, how: 0 })),
        ...[...this.target.jobs.values()].map((_, pick) => ({ kind: 'work' as const, pick, how: END_WELL })),
        ...this.#nodes.flatMap((_, pick) => LOOPS.filter((kind) => round === 0 || kind !== 'time').map((kind) => ({ kind, pick, how: 0 }))),
        { kind: 'tick', pick: 0, how: 10 },
      ];
      for (const move of moves) {
        const broken = this.perform(move);
        if (broken !== null) return broken;
      }
      if (this.#network.length === 0 && this.store.missed.size === 0 && this.#laws.unfinished().length === 0) return this.#platform.time.wronglyRecorded()[0] ?? null;
    }
    return `something never ends: ${this.#laws.unfinished().join(', ')}`;
  }

  #happen({ kind, pick, how }: Move): Step {
    const node = pick % this.#nodes.length;
    switch (kind) {
      case 'publish':
        return this.#publish(pick);
      case 'deliver':
        return this.#deliver(pick, how);
      case 'duplicate': {
        const envelope = at(this.#network, pick);
        // A call has one answer; everything else may come twice.
        if (envelope !== undefined && envelope.kind !== 'ANSWER') this.#send(envelope);
        return NOTHING_SPECIAL;
      }
      case 'drop':
        return this.#drop(pick);
      case 'claim':
        return this.#claim(node);
      case 'renew':
        this.#platform.runs.renew([...this.#node(node).calls.values()].map(({ leaseToken }) => leaseToken));
        return NOTHING_SPECIAL;
      case 'sweep':
        if (this.#platform.runs.sweep() > 0) this.#nudge(node);
        this.#platform.groups.sweep();
        return NOTHING_SPECIAL;
      case 'deadlines':
        // What is due is read without a lock, and acted on later: by then it may be another's, or over.
        this.#platform.runs.meet(this.#node(node).deadlines);
        this.#node(node).deadlines = this.#platform.runs.dueDeadlines();
        return NOTHING_SPECIAL;
      case 'silence':
        this.#platform.runs.callSilent();
        return NOTHING_SPECIAL;
      case 'cancellations':
        for (const { runId, attempt, token } of this.store.cancellations.values()) this.#send({ kind: 'DELETE', runId, attempt, token });
        return NOTHING_SPECIAL;
      case 'groups':
        if ((this.core.polls || this.#node(node).isNudged) && this.#platform.groups.heed()) this.#nudge(node);
        return NOTHING_SPECIAL;
      case 'time':
        if (this.#platform.time.fire()) this.#nudge(node);
        return NOTHING_SPECIAL;
      case 'record':
        this.#platform.time.recordMissed();
        return NOTHING_SPECIAL;
      case 'crash':
        return this.#crash(node);
      case 'stop':
        this.#execute(node, [...this.#node(node).calls.values()].map(({ runId, leaseToken, attempt }) => ({ runId, kind: 'HAND_BACK', leaseToken, attempt })));
        return this.#crash(node);
      case 'work':
        return this.#work(pick, how);
      case 'say': {
        const job = at([...this.target.jobs.values()], pick);
        if (job?.last) this.#send({ kind: 'REPORT', runId: job.runId, report: how < 30 ? this.target.straggle(job, job.last) : job.last });
        return NOTHING_SPECIAL;
      }
      case 'tick':
        return this.#passTime(100 * how);
      case 'jump':
        return this.#passTime(at(JUMPS, how) ?? 0);
      case 'fire':
        return this.#fire(pick);
      case 'cancel':
        return this.#byPerson(pick, (runId) => ({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'A person wants it so.' }));
      case 'retry':
        return this.#byPerson(pick, (runId) => ({ runId, kind: 'RETRY', who: 'a person', isHeld: false }));
      case 'cancel group':
      case 'retry group':
        return this.#groupByPerson(pick, kind);
      case 'pause':
        return this.#pause(pick, true);
      case 'resume':
        return this.#pause(pick, false);
    }
  }

  #publish(pick: number): Step {
    const index = pick % this.scenario.events.length;
    const identity = `event ${index}`;
    this.#send({ kind: 'EVENT', identity, firings: (this.scenario.events[index] ?? []).map((firing) => ({ ...firing, cause: identity })) });
    return NOTHING_SPECIAL;
  }

  #deliver(pick: number, how: number): Step {
    const index = this.#network.length === 0 ? 0 : pick % this.#network.length;
    const [envelope] = this.#network.splice(index, 1);
    if (envelope === undefined) return NOTHING_SPECIAL;
    this.#tell(`${envelope.kind} arrives: ${'identity' in envelope ? envelope.identity : 'call' in envelope ? keyOf(envelope.call) : envelope.runId}`);
    const node = how % this.#nodes.length;
    switch (envelope.kind) {
      case 'EVENT': {
        const occurrences = this.#platform.receive(envelope.identity, envelope.firings).map(({ id }) => id);
        this.#nudge(node);
        this.#send({ kind: 'RECEIPT', identity: envelope.identity, occurrences });
        return NOTHING_SPECIAL;
      }
      case 'RECEIPT':
        if (!this.receipts.has(envelope.identity)) this.receipts.set(envelope.identity, envelope.occurrences);
        return { ...NOTHING_SPECIAL, receipt: envelope };
      case 'DISPATCH':
        return this.#receiveDispatch(envelope.call, how);
      case 'ANSWER':
        return this.#settleCall(envelope.call, envelope.answer);
      case 'REPORT': {
        const [verdict] = this.#execute(node, [{ runId: envelope.runId, kind: 'REPORT', report: envelope.report, reporter: REPORTER }]);
        this.#hear(envelope.runId, envelope.report, verdict);
        return { ...NOTHING_SPECIAL, report: envelope };
      }
      case 'DELETE':
        this.target.stop(envelope.runId, envelope.attempt);
        this.#send({ ...envelope, kind: 'DELETED' });
        return NOTHING_SPECIAL;
      case 'DELETED': {
        const key = `${envelope.runId}/${envelope.attempt}`;
        if (this.store.cancellations.get(key)?.token === envelope.token) this.store.cancellations.delete(key);
        return NOTHING_SPECIAL;
      }
    }
  }

  /** What is lost on a call, on the way there or back, shows as no answer. */
  #drop(pick: number): Step {
    const index = this.#network.length === 0 ? 0 : pick % this.#network.length;
    const [envelope] = this.#network.splice(index, 1);
    if (envelope === undefined) return NOTHING_SPECIAL;
    this.#tell(`${envelope.kind} is lost`);
    const call = 'call' in envelope ? envelope.call : null;
    if (call !== null && this.#node(call.node).calls.has(call.id)) this.#send({ kind: 'ANSWER', call, answer: { kind: 'unanswered', error: 'timeout' } });
    return NOTHING_SPECIAL;
  }

  #claim(index: number): Step {
    const node = this.#node(index);
    if (!this.core.polls && !node.isNudged) return NOTHING_SPECIAL;
    node.isNudged = false;
    const leaseToken = this.store.newId('lease');
    const claims = this.#platform.runs.claim(leaseToken);
    for (const { id: runId, task, businessDate, attempt, attemptDispatches: dispatch, dispatchFailures } of claims) {
      const call: Call = { id: (this.#calls += 1), node: index, session: node.session, runId, task, businessDate, attempt, dispatch, dispatchFailures, leaseToken };
      node.calls.set(call.id, call);
      this.#tell(`node ${index} calls for ${keyOf(call)}`);
      this.#send({ kind: 'DISPATCH', call });
    }
    return { ...NOTHING_SPECIAL, claims };
  }

  #receiveDispatch(call: Call, how: number): Step {
    const answered = (status: number, report: Report | null = null): Envelope => ({
      kind: 'ANSWER', call, answer: { kind: 'answered', status, retryAfterMs: null, body: report === null ? { kind: 'empty' } : { kind: 'report', report } },
    });
    if (how >= 97) this.#answer(answered(400));
    if (how >= 90) this.#answer(answered(503));
    if (how >= 90) return NOTHING_SPECIAL;
    const { job, isNew } = this.target.take(call);
    if (isNew) this.#tell(`the target begins ${job.key}`);
    if (how >= 80 && job.state === 'WORKING') this.target.end(job, at(ENDS, how) ?? 'SUCCEEDED');
    this.#answer(answered(202, how >= 60 || job.state !== 'WORKING' ? job.last : null));
    return { ...NOTHING_SPECIAL, begun: isNew ? job : null };
  }

  /** A doubled dispatch is answered, too, but only the first answer to a call counts. */
  #answer(envelope: Envelope): void {
    const isOpen = envelope.kind === 'ANSWER' && this.#node(envelope.call.node).calls.has(envelope.call.id)
      && !this.#network.some((other) => other.kind === 'ANSWER' && other.call.id === envelope.call.id);
    if (isOpen) this.#send(envelope);
  }

  #settleCall(call: Call, answer: DispatchAnswer): Step {
    const node = this.#node(call.node);
    if (node.session !== call.session || !node.calls.delete(call.id)) return NOTHING_SPECIAL;
    const outcome = this.core.decideDispatchOutcome(answer, call.dispatchFailures, named(this.scenario.definitions.tasks, call.task).dispatch);
    const { runId, leaseToken, attempt, dispatch } = call;
    const [verdict] = this.#execute(call.node, [{ runId, kind: 'SETTLE', leaseToken, attempt, dispatch, url: 'http://target/jobs', outcome }]);
    this.#tell(`node ${call.node} settles ${keyOf(call)} as ${outcome.kind}: ${verdict?.kind ?? ''}`);
    const report = outcome.kind === 'accepted' ? outcome.report : null;
    return { ...NOTHING_SPECIAL, settled: { call, report }, report: report === null ? null : { runId, report } };
  }

  #work(pick: number, how: number): Step {
    const job = at([...this.target.jobs.values()], pick);
    if (job?.state !== 'WORKING') return NOTHING_SPECIAL;
    const said = how < 40 ? this.target.progress(job) : this.target.end(job, at(ENDS, how) ?? 'SUCCEEDED');
    this.#tell(`the target says of ${job.key}: ${job.state}`);
    this.#send({ kind: 'REPORT', runId: job.runId, report: said });
    return NOTHING_SPECIAL;
  }

  /** The target learns from the answer to a report that nobody wants the work any more. */
  #hear(runId: string, { attempt }: Report, verdict: RunVerdict | undefined): void {
    if (verdict?.kind === 'reported' && verdict.answer.runState === 'CANCELLED') this.target.stop(runId, attempt);
  }

  #fire(pick: number): Step {
    const firing = at(this.scenario.events.flat(), pick);
    this.#tell(`a person fires ${firing?.owner ?? ''}`);
    if (firing !== undefined) this.#platform.firings.fire([{ ...firing, cause: this.store.newId('person') }]);
    return NOTHING_SPECIAL;
  }

  #byPerson(pick: number, command: (runId: string) => RunCommand): Step {
    const run = at([...this.store.runs.values()], pick);
    if (run === undefined) return NOTHING_SPECIAL;
    const wanted = command(run.id);
    const [verdict] = this.#execute(pick % this.#nodes.length, [wanted]);
    this.#tell(`a person wants ${wanted.kind} of ${run.id}: ${verdict?.kind ?? ''}`);
    return wanted.kind === 'RETRY' && verdict?.kind === 'done' ? { ...NOTHING_SPECIAL, retried: new Set([run.id]) } : NOTHING_SPECIAL;
  }

  #groupByPerson(pick: number, kind: 'cancel group' | 'retry group'): Step {
    const run = at([...this.store.groupRuns.values()], pick);
    if (run === undefined) return NOTHING_SPECIAL;
    this.#nudge(pick % this.#nodes.length);
    if (kind === 'cancel group') {
      if (isActiveGroup(run.state)) this.#platform.groups.cancel(run.id, 'CANCELLED_BY_REQUEST');
      this.#tell(`a person cancels ${run.id}, which was ${run.state}`);
      return NOTHING_SPECIAL;
    }
    const retried = this.#platform.groups.retry(run.id);
    this.#tell(`a person retries ${run.id}, which was ${run.state}`);
    return { ...NOTHING_SPECIAL, retried: new Set(retried === null ? [] : [run.id, ...retried]) };
  }

  #pause(pick: number, isPaused: boolean): Step {
    const { tasks, groups } = this.scenario.definitions;
    const name = at([...tasks, ...groups], pick)?.name ?? '';
    if (isPaused) this.store.paused.add(name);
    else this.store.paused.delete(name);
    this.#platform.groups.signalActive(name);
    this.#tell(`${name} is ${isPaused ? 'paused' : 'resumed'}`);
    return NOTHING_SPECIAL;
  }

  #crash(index: number): Step {
    const node = this.#node(index);
    node.session += 1;
    node.calls.clear();
    node.isNudged = false;
    node.deadlines = [];
    this.#tell(`node ${index} is gone, and there again`);
    return NOTHING_SPECIAL;
  }

  #passTime(ms: number): Step {
    this.store.now = new Date(this.store.now.getTime() + ms);
    this.#tell(`${ms} ms pass`);
    return NOTHING_SPECIAL;
  }

  #execute(node: number, commands: readonly RunCommand[]): RunVerdict[] {
    const verdicts = this.#platform.runs.execute(commands);
    this.#nudge(node);
    return verdicts;
  }

  #nudge(index: number): void {
    this.#node(index).isNudged = true;
  }

  #node(index: number): SimulatedNode {
    const node = this.#nodes[index];
    if (node === undefined) throw new Error(`There is no node ${index}`);
    return node;
  }

  #send(envelope: Envelope): void {
    this.#network.push(envelope);
  }

  #tell(line: string): void {
    if (this.isTold) this.story.push(line);
  }
}

/** Of `work`: the job succeeds. */
const END_WELL = 40;
/** By `how`; index 40 % 10 = 0. */
const ENDS: readonly JobEnd[] = ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'RETRYABLE', 'RETRYABLE', 'FAILED', 'MISMATCHED', 'SUCCEEDED', 'RETRYABLE'];
const JUMPS = [15_000, 60_000, 600_000, -2_000, 1_900_000];

const at = <Item>(items: readonly Item[], pick: number): Item | undefined => (items.length === 0 ? undefined : items[pick % items.length]);

const keyOf = ({ runId, attempt }: { readonly runId: string; readonly attempt: number }): string => `${runId}/${attempt}`;

export type { Job };
