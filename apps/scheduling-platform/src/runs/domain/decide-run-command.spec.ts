import fc from 'fast-check';
import { failed as failedReport, report, succeeded } from '../../reports/domain/report.fixture.ts';
import { decideRunCommand } from './decide-run-command.ts';
import type { RunAction } from './run-command.ts';
import { aContext, after, claimedRun, endedRun, runningRun } from './run.fixture.ts';
import type { RunSnapshot } from './run-snapshot.ts';
import { isActive } from './run.state-machine.ts';

const decide = (run: RunSnapshot, action: RunAction, context = aContext()) => decideRunCommand(run, action, context);
const cancel: RunAction = { kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'Cancelled by a person.' };
const retry: RunAction = { kind: 'RETRY', who: 'a person', isHeld: false };
const skip: RunAction = { kind: 'SKIP', reason: 'GROUP_STOPPED', detail: 'A member failed.' };
const told = (changes: Partial<Extract<RunAction, { kind: 'REPORT' }>> = {}): RunAction => ({ kind: 'REPORT', report: report(), reporter: { issuer: 'urn:consumer', subject: 'consumer' }, ...changes });
const accepted = { kind: 'accepted', nextInMs: 10_000, report: null, remark: null } as const;
const settle = (changes: Partial<Extract<RunAction, { kind: 'SETTLE' }>> = {}): RunAction => ({
  kind: 'SETTLE', leaseToken: 'mine', attempt: 1, dispatch: 1, url: 'http://a', outcome: accepted, ...changes,
});

describe('a dispatch that came back', () => {
  it('makes the run RUNNING, due again and watched for silence, when it was accepted', () => {
    const { run, verdict, story } = decide(claimedRun(), settle());
    expect(run).toMatchObject({ state: 'RUNNING', startedAt: after(60), dueAt: after(70), silentAt: after(360), leaseToken: null });
    expect([verdict, story.map(({ kind }) => kind)]).toEqual([{ kind: 'done', state: 'RUNNING' }, ['DISPATCH_ACCEPTED']]);
  });

  it('is no word of the target: silence goes on when it was called again', () => {
    expect(decide(runningRun({ leaseToken: 'mine' }), settle({ dispatch: 2 })).run.silentAt).toEqual(after(300));
    expect(decide(runningRun({ leaseToken: 'mine', silentAt: null }), settle({ dispatch: 2 })).run.silentAt).toBeNull();
  });

  it('goes out again in the same attempt, to another instance, when it was not taken', () => {
    const { run } = decide(claimedRun({ dispatchFailures: 1 }), settle({ outcome: { kind: 'repeat', nextInMs: 5_000, detail: 'The target answered 503.' } }));
    expect(run).toMatchObject({ state: 'QUEUED', attempt: 1, dispatchFailures: 2, dueAt: after(65), nextUrl: 'http://next', leaseToken: null, detail: 'The target answered 503.' });
  });

  it('ends the run, once and with one alert, when it was rejected', () => {
    const { run, alerts, deadlines } = decide(claimedRun(), settle({ outcome: { kind: 'rejected', detail: 'The target answered 404.' } }));
    expect(run).toMatchObject({ state: 'FAILED', reason: 'TARGET_REJECTED', dueAt: null, endedAt: after(60), leaseToken: null });
    expect([alerts.map(({ kind }) => kind), deadlines]).toEqual([['FAILED'], 'DROP']);
  });

  it.each([
    ['whose lease is another’s', claimedRun({ leaseToken: 'theirs' })],
    ['of an attempt that is over', claimedRun({ attempt: 2 })],
    ['of a run that has ended', endedRun('SUCCEEDED')],
  ])('changes nothing if it is one %s', (_, run) => {
    for (const outcome of [accepted, { kind: 'repeat', nextInMs: 1, detail: '' }, { kind: 'rejected', detail: '' }] as const) {
      const decision = decide(run, settle({ outcome }));
      expect([decision.verdict.kind, decision.run]).toEqual(['lost', run]);
    }
  });

  it('tells the target again of a cancellation that had overtaken it', () => {
    expect(decide(endedRun('CANCELLED'), settle({ url: 'http://called' }))).toMatchObject({ verdict: { kind: 'lost' }, toCancel: { attempt: 1, url: 'http://called' } });
    expect(decide(endedRun('CANCELLED'), settle({ outcome: { kind: 'rejected', detail: '' } })).toCancel).toBeNull();
    for (const run of [endedRun('SUCCEEDED'), claimedRun({ leaseToken: 'theirs' })]) expect(decide(run, settle()).toCancel).toBeNull();
  });

  it('is called off where it was made when the next attempt had begun, and that goes on', () => {
    for (const run of [claimedRun({ attempt: 2 }), endedRun('CANCELLED', { attempt: 2 })]) {
      expect(decide(run, settle({ url: 'http://called' }))).toMatchObject({ run, verdict: { kind: 'lost' }, toCancel: { attempt: 1, url: 'http://called' } });
    }
  });

  it('brings the word of the target with it, whether or not the lease is still held', () => {
    for (const leaseToken of ['mine', 'theirs']) {
      const { run, kept } = decide(claimedRun({ leaseToken }), settle({ outcome: { ...accepted, report: succeeded() } }));
      expect([run.state, kept?.isApplied]).toEqual(['SUCCEEDED', true]);
    }
  });

  it('that is handed back is due at once at the same instance, and uses no attempt', () => {
    expect(decide(claimedRun(), { kind: 'HAND_BACK', leaseToken: 'mine', attempt: 1 }).run).toMatchObject({ state: 'QUEUED', attempt: 1, dispatchFailures: 0, dueAt: after(60), nextUrl: 'http://a', leaseToken: null });
    expect(decide(claimedRun(), { kind: 'HAND_BACK', leaseToken: 'theirs', attempt: 1 }).verdict.kind).toBe('lost');
  });
});

describe('a report', () => {
  it('pushes silence ahead, and ends the alert about it only where there is one', () => {
    expect(decide(runningRun(), told())).toMatchObject({ run: { silentAt: after(360), lastSequence: 1 }, resolves: [] });
    expect(decide(runningRun({ silentAt: null }), told())).toMatchObject({ run: { silentAt: after(360) }, resolves: [{ cause: 'RUN_REPORTED' }] });
  });

  it('leaves the next dispatch and its lease alone while the run goes on', () => {
    expect(decide(runningRun({ leaseToken: 'theirs' }), told()).run).toMatchObject({ dueAt: after(10), leaseToken: 'theirs' });
  });

  it('ends the run with everything that goes with it', () => {
    expect(decide(runningRun(), told({ report: succeeded() }))).toMatchObject({
      run: { state: 'SUCCEEDED', endedAt: after(60), dueAt: null, silentAt: null }, deadlines: 'DROP', resolves: [{ cause: 'RUN_SUCCEEDED', runId: 'run' }], alerts: [],
    });
    expect(decide(runningRun({ silentAt: null }), told({ report: failedReport(false) }))).toMatchObject({ run: { state: 'FAILED' }, deadlines: 'DROP', resolves: [{ cause: 'RUN_ENDED' }], alerts: [{ kind: 'FAILED' }] });
  });

  it('of a failure that may pass waits for the next attempt, and takes the lease of a dispatch in flight', () => {
    expect(decide(runningRun({ leaseToken: 'theirs' }), told({ report: failedReport(true) }))).toMatchObject({
      run: { state: 'WAITING_RETRY', dueAt: after(65), leaseToken: null, silentAt: null, reason: 'SOURCE_UNAVAILABLE' }, deadlines: 'KEEP', alerts: [],
    });
  });

  it('by a stranger is refused and kept as a line of the story', () => {
    const stranger = decide(runningRun(), told({ reporter: { issuer: 'urn:consumer', subject: 'else' } }));
    expect(stranger).toMatchObject({ verdict: { kind: 'refused', code: 'NOT_THE_REPORTER' }, story: [{ kind: 'REPORT_REFUSED' }], kept: null });
  });

  it('keeps what an earlier one said where it says nothing', () => {
    const progress = { filesTotal: 3, filesDone: 1, rowsTotal: null, rowsDone: null, bytesDone: null };
    expect(decide(runningRun({ progress }), told()).run.progress).toBe(progress);
  });
});

describe('what people and groups do', () => {
  it('cancels at once, and tells the target if it was called in this attempt', () => {
    expect(decide(runningRun(), cancel)).toMatchObject({ run: { state: 'CANCELLED', reason: 'CANCELLED_BY_REQUEST', dueAt: null }, toCancel: { attempt: 1, url: 'http://a' }, deadlines: 'DROP' });
    expect(decide(claimedRun({ attemptDispatches: 0 }), cancel).toCancel).toBeNull();
    expect(decide(endedRun('CANCELLED'), cancel).verdict.kind).toBe('unchanged');
    expect(decide(endedRun('SUCCEEDED'), cancel).verdict).toMatchObject({ kind: 'refused', code: 'ILLEGAL_TRANSITION' });
  });

  it('brings a run back with the next attempt; one that was never dispatched keeps its own', () => {
    expect(decide(endedRun('FAILED', { reason: 'x', lastSequence: 9 }), retry)).toMatchObject({
      run: { state: 'QUEUED', attempt: 2, attemptLimit: 4, attemptDispatches: 0, lastSequence: 0, reason: null, endedAt: null, dueAt: null, nextUrl: 'http://next', deadlineAt: after(86_460) },
      deadlines: { failAt: after(86_460) },
    });
    expect(decide(endedRun('CANCELLED', { attemptDispatches: 0 }), retry).run.attempt).toBe(1);
    for (const run of [runningRun(), endedRun('SUCCEEDED'), endedRun('SKIPPED')]) expect(decide(run, retry).verdict).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });

  it('holds a member that its group brings back, also one that never started, until the group lets it go', () => {
    const held = decide(endedRun('SKIPPED', { attemptDispatches: 0 }), { ...retry, isHeld: true }).run;
    expect(held).toMatchObject({ state: 'QUEUED', isHeld: true, dueAt: null });
    expect(decide(held, { kind: 'RELEASE' }).run).toMatchObject({ state: 'QUEUED', isHeld: false, dueAt: null });
    expect(decide(claimedRun(), { kind: 'RELEASE' }).verdict.kind).toBe('unchanged');
  });

  it('skips only what has not started', () => {
    const waiting = claimedRun({ leaseToken: null, dispatches: 0, attemptDispatches: 0 });
    for (const run of [{ ...waiting, isHeld: true, dueAt: null, dispatches: 2 }, waiting]) expect(decide(run, skip).run).toMatchObject({ state: 'SKIPPED', reason: 'GROUP_STOPPED', isHeld: false, dueAt: null });
    for (const run of [claimedRun(), runningRun(), endedRun('SUCCEEDED')]) expect(decide(run, skip).verdict.kind).toBe('unchanged');
  });
});

describe('time', () => {
  it('finds a run overdue and lets it go on', () => {
    const run = claimedRun({ dispatches: 0, leaseToken: null });
    expect(decide(run, { kind: 'DEADLINE', which: 'OVERDUE' })).toMatchObject({ run, alerts: [{ kind: 'OVERDUE', detail: expect.stringContaining('never dispatched') }], story: [{ kind: 'OVERDUE' }] });
  });

  it('ends a run at its last deadline, from any active state', () => {
    for (const run of [claimedRun(), runningRun(), claimedRun({ isHeld: true, dueAt: null, leaseToken: null })]) {
      expect(decide(run, { kind: 'DEADLINE', which: 'FAIL' })).toMatchObject({ run: { state: 'FAILED', reason: 'DEADLINE_EXCEEDED' }, alerts: [{ kind: 'FAILED' }], deadlines: 'DROP' });
    }
  });

  it('does nothing with a deadline that another node has met, or that an end has overtaken', () => {
    expect(decide(runningRun(), { kind: 'DEADLINE', which: 'FAIL' }, aContext({ isDeadlineMine: false })).verdict.kind).toBe('unchanged');
    expect(decide(endedRun('SUCCEEDED'), { kind: 'DEADLINE', which: 'FAIL' }).verdict.kind).toBe('unchanged');
  });

  it('calls a run silent once, and only when its time has come', () => {
    const silent = decide(runningRun({ silentAt: after(60) }), { kind: 'SILENCE' });
    expect(silent).toMatchObject({ run: { state: 'RUNNING', silentAt: null }, alerts: [{ kind: 'SILENT' }] });
    expect(decide(silent.run, { kind: 'SILENCE' }).verdict.kind).toBe('unchanged');
    expect(decide(runningRun({ silentAt: after(61) }), { kind: 'SILENCE' }).verdict.kind).toBe('unchanged');
  });
});

describe('whatever happens', () => {
  const reports = [report(), report({ sequence: 5 }), succeeded(), succeeded({ reconciliation: null }), failedReport(true), failedReport(false)];
  const action: fc.Arbitrary<RunAction> = fc.oneof(
    fc.constantFrom(...reports).map((one) => told({ report: one })),
    fc.constantFrom(accepted, { ...accepted, report: succeeded() }, { kind: 'repeat', nextInMs: 1, detail: '' } as const, { kind: 'rejected', detail: '' } as const).map((outcome) => settle({ outcome })),
    fc.constantFrom<RunAction>(cancel, skip, { kind: 'RELEASE' }, { kind: 'SILENCE' }, { kind: 'DEADLINE', which: 'FAIL' }, { kind: 'DEADLINE', which: 'OVERDUE' }, { kind: 'HAND_BACK', leaseToken: 'mine', attempt: 1 }),
  );

  it('an end stays, and a run is due, leased or watched only as the schema allows', () => {
    fc.assert(fc.property(fc.constantFrom(claimedRun(), runningRun(), claimedRun({ isHeld: true, dueAt: null, leaseToken: null, attemptDispatches: 0, dispatches: 0 })), fc.array(action, { maxLength: 12 }), (first, actions) => {
      let run = first;
      for (const each of actions) {
        const { run: next } = decide(run, each);
        if (!isActive(run.state)) expect(next).toEqual(run);
        if (!isActive(next.state)) expect([next.dueAt, next.leaseToken, next.silentAt, next.isHeld, next.endedAt === null]).toEqual([null, null, null, false, false]);
        else expect(next.endedAt).toBeNull();
        if (next.state === 'RUNNING' || next.state === 'WAITING_RETRY') expect(next.dueAt).not.toBeNull();
        if (next.leaseToken !== null) expect(next.leaseToken).toBe(run.leaseToken);
        run = next;
      }
    }));
  });

  it('a command that is given twice is done once', () => {
    fc.assert(fc.property(fc.constantFrom(claimedRun(), runningRun({ leaseToken: 'mine' })), action, (first, each) => {
      fc.pre(each.kind !== 'REPORT' && !(each.kind === 'DEADLINE' && each.which === 'OVERDUE'));
      const once = decide(first, each);
      const twice = decide(once.run, each);
      expect([twice.run, twice.alerts]).toEqual([once.run, []]);
    }));
  });
});
