import type { Report } from '@syncline/contract';
import fc from 'fast-check';
import { isActive, transition } from '../../runs/domain/run.state-machine.ts';
import { decideReport } from './decide-report.ts';
import { failed, mismatched, report, reportedRun, succeeded } from './report.fixture.ts';
import type { ReportedRun } from './report.types.ts';

/** What the store does with a decision, in memory. */
interface World {
  readonly run: ReportedRun;
  readonly bySequence: ReadonlyMap<number, string>;
}

const deliver = ({ run, bySequence }: World, given: Report): World => {
  const digest = JSON.stringify(given);
  const known = bySequence.get(given.sequence);
  const decision = decideReport(run, given, known === undefined ? null : { sameBody: known === digest });
  if (decision.kind === 'refuse' || (decision.kind === 'answer' && !decision.isNews)) return { run, bySequence };
  const remembered = new Map(bySequence).set(given.sequence, digest);
  const lastSequence = Math.max(run.lastSequence, given.sequence);
  if (decision.kind === 'answer') return { run: { ...run, lastSequence }, bySequence: remembered };

  const next = transition(run.state, decision.effect.transition);
  if (next === null) throw new Error(`${run.state} does not allow ${decision.effect.transition}`);
  return { run: { ...run, state: next, lastSequence, attemptEnd: decision.effect.attemptEnd ?? run.attemptEnd }, bySequence: remembered };
};

const start: World = { run: reportedRun({ state: 'QUEUED' }), bySequence: new Map() };
const end = (reports: readonly Report[]): string => {
  const { state, attemptEnd } = reports.reduce(deliver, start).run;
  return JSON.stringify([state, attemptEnd]);
};

const ends = [succeeded(), succeeded({ reconciliation: null }), succeeded({ reconciliation: mismatched }), failed(true), failed(false)];
/** What an honest target sends in one attempt: RUNNING with growing sequences, then one end; any of them may be doubled. */
const attemptReports = fc
  .record({ running: fc.integer({ min: 0, max: 6 }), ending: fc.constantFrom(...ends), doubled: fc.array(fc.nat(6), { maxLength: 8 }) })
  .map(({ running, ending, doubled }) => {
    const reports = [...Array.from({ length: running }, (_, index) => report({ sequence: index + 1 })), { ...ending, sequence: running + 1 }];
    return [...reports, ...doubled.map((index) => reports[index % reports.length] as Report)];
  });

const anyReport = fc.record({ attempt: fc.integer({ min: 1, max: 2 }), sequence: fc.integer({ min: 1, max: 5 }), base: fc.constantFrom(report(), ...ends) })
  .map(({ base, ...place }): Report => ({ ...base, ...place }));

describe('reports in any order', () => {
  it('lead to the same end, however they are delayed, doubled and reordered', () => {
    fc.assert(
      fc.property(
        attemptReports.chain((reports) => fc.tuple(fc.constant(reports), fc.shuffledSubarray(reports, { minLength: reports.length }))),
        ([sent, received]) => expect(end(received)).toBe(end(sent)),
      ),
      { numRuns: 2_000 },
    );
  });

  it('never leave an end, and never touch a run out of the table, whatever a target says', () => {
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 30 }), (reports) => {
        let world = start;
        for (const given of reports) {
          const next = deliver(world, given);
          if (!isActive(world.run.state)) expect(next.run).toEqual(world.run);
          world = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
