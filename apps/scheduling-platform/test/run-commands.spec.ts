import { randomUUID } from 'node:crypto';
import { TaskDefinition } from '@syncline/contract';
import { Database } from '@syncline/database';
import { freshDatabase } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import type { FiringRequest } from '../src/firings/firing.ts';
import { GroupSignalEntity } from '../src/group-runs/group-signal.entity.ts';
import { entities, migrations } from '../src/persistence/data-source.ts';
import { insertRows } from '../src/persistence/rows.ts';
import { claimDueRuns } from '../src/persistence/sql/claim-due-runs.sql.ts';
import { lockQueues } from '../src/persistence/sql/lock-queues.sql.ts';
import { lockRuns, type LockedRunRow } from '../src/persistence/sql/lock-runs.sql.ts';
import { saveRuns } from '../src/persistence/sql/save-runs.sql.ts';
import { RunDeadlineEntity } from '../src/deadlines/run-deadline.entity.ts';
import { RunReportEntity } from '../src/reports/run-report.entity.ts';
import { report, succeeded } from '../src/reports/domain/report.fixture.ts';
import { RunBatch } from '../src/runs/domain/run-batch.ts';
import { done } from '../src/runs/domain/run-decision.ts';
import type { RunSnapshot } from '../src/runs/domain/run-snapshot.ts';
import { bindsOf, snapshotOf } from '../src/runs/run-rows.ts';
import type { CancelReason, RunVerdict } from '../src/runs/domain/run-command.ts';
import { RunEntity } from '../src/runs/run.entity.ts';
import { insertFiringRows } from '../src/runs/insert-firing-rows.ts';
import { TaskVersionEntity } from '../src/tasks/task-version.entity.ts';
import { runShell, type RunShell } from './support/run-shell.ts';

const kinds = (verdicts: readonly RunVerdict[]): string[] => verdicts.map((verdict) => (verdict.kind === 'reported' ? (verdict.answer.reason ?? verdict.answer.runState) : verdict.kind));

describe('commands on runs', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let url: string;
  /** Two processes of the platform over one database. */
  let one: RunShell;
  let two: RunShell;
  beforeAll(async () => {
    const fresh = await freshDatabase();
    drop = () => fresh.drop();
    url = fresh.url;
    database = await Database.open({ url: fresh.url, entities, migrations, applicationName: 'run-commands', poolSize: 20, fewRowsAtATime: true });
    await database.migrate();
    [one, two] = [runShell(database), runShell(database)];
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });

  let tasks = 0;
  const define = async (overlap: 'QUEUE' | 'ALLOW' = 'ALLOW'): Promise<TaskDefinition> => {
    const definition = TaskDefinition.parse({ name: `task-${(tasks += 1)}`, target: { urls: ['http://a/jobs'], auth: { kind: 'none' }, reporter: { issuer: 'i', subject: 's' } }, overlap });
    await database.transaction((tx) => insertRows(tx, TaskVersionEntity, { task: definition.name, version: 1, definitionJson: definition, createdAt: new Date() }));
    return definition;
  };
  const firing = (name: string, businessDate: string): FiringRequest => ({
    occurrenceId: uuidv7(), owner: { kind: 'TASK', name }, version: 1, isPaused: false, businessDate, parameters: {}, trigger: 'manual', messageId: null, scheduledFor: null, isLate: false, detail: null,
  });
  const fire = async (name: string, ...dates: string[]): Promise<string[]> => (await one.work.run((unit) => one.firings.fire(unit, dates.map((date) => firing(name, date))))).map(({ runId }) => runId ?? '');
  const claim = async (): Promise<string> => {
    const leaseToken = randomUUID();
    await database.query(claimDueRuns, { owner: 'node', leaseToken, leaseMs: 60_000, slots: 1_000 });
    return leaseToken;
  };
  const read = (id: string): Promise<RunEntity> => database.repository(RunEntity).findOneByOrFail({ id });
  const member = async (definition: TaskDefinition, groupRunId: string, businessDate: string | null = '2026-08-04'): Promise<string> => {
    const id = uuidv7();
    const createdAt = new Date();
    await database.transaction((tx) => insertFiringRows(tx, [{
      id, definition, taskVersion: 1, businessDate, parameters: {}, parametersDigest: 'x', trigger: 'manual', occurrenceId: uuidv7(), messageId: null, traceparent: null,
      url: 'http://a/jobs', createdAt, hasTurn: true, deadlines: { overdueAt: null, failAt: new Date(createdAt.getTime() + 86_400_000) }, member: { groupRunId, groupName: 'night', index: 0 },
    }], []));
    return id;
  };

  it('share a transaction, and one that fails harms no other', async () => {
    const { name } = await define();
    const runIds = await fire(name, '2026-08-01', '2026-08-02', '2026-08-03', '2026-08-04');
    const reasons = ['CANCELLED_BY_REQUEST', 'no such reason '.repeat(20), 'GROUP_STOPPED', 'CANCELLED_BY_REQUEST'] as CancelReason[];
    const before = database.traffic.commits;
    const settled = await Promise.allSettled(runIds.map((runId, n) => one.runs.execute({ runId, kind: 'CANCEL', reason: reasons[n] as CancelReason, detail: 'x' })));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect((await Promise.all(runIds.map(read))).map(({ state }) => state)).toEqual(['CANCELLED', 'QUEUED', 'CANCELLED', 'CANCELLED']);
    expect(database.traffic.commits - before).toBeLessThanOrEqual(6);
  });

  it('go on while somebody holds the queue of another task, and get done once it is free', async () => {
    const impatient = await Database.open({ url, entities, migrations, applicationName: 'impatient', fewRowsAtATime: true, lockTimeoutMs: 300 });
    try {
      const { runs } = runShell(impatient);
      const [frozen, other] = [await define('QUEUE'), await define('QUEUE')];
      const [heldRuns, others] = [await fire(frozen.name, '2026-08-01', '2026-08-02', '2026-08-03'), await fire(other.name, '2026-08-01', '2026-08-02', '2026-08-03')];
      const cancel = (runId: string) => runs.execute({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'x' });
      let held: Promise<RunVerdict>[] = [];
      await database.transaction(async (tx) => {
        await tx.execute(lockQueues, { queueKeys: JSON.stringify([frozen.name]) });
        held = heldRuns.map(cancel);
        const verdicts = await Promise.all(others.map(cancel));
        expect(kinds(verdicts)).toEqual(['done', 'done', 'done']);
        expect((await Promise.all(heldRuns.map(read))).map(({ state }) => state)).toEqual(['QUEUED', 'QUEUED', 'QUEUED']);
      });
      expect(kinds(await Promise.all(held))).toEqual(['done', 'done', 'done']);
      expect((await Promise.all(heldRuns.map(read))).map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
    } finally {
      await impatient.close();
    }
  });

  it('apply one of many equal reports, whichever process they came to', async () => {
    const { name } = await define();
    const [runId = ''] = await fire(name, '2026-08-01');
    await claim();
    const say = (sequence: number, shell: RunShell) => shell.runs.execute({ runId, kind: 'REPORT', report: sequence === 1 ? report() : succeeded(), reporter: { issuer: 'i', subject: 's' } });
    const progress = kinds(await Promise.all(Array.from({ length: 60 }, (_, n) => say(1, n % 2 ? one : two))));
    expect([progress.filter((word) => word === 'RUNNING').length, progress.filter((word) => word === 'DUPLICATE').length]).toEqual([1, 59]);
    const ends = kinds(await Promise.all(Array.from({ length: 60 }, (_, n) => say(9, n % 2 ? one : two))));
    expect([ends.filter((word) => word === 'SUCCEEDED').length, ends.filter((word) => word === 'TERMINAL').length]).toEqual([1, 59]);
    expect(await database.repository(RunReportEntity).countBy({ runId })).toBe(2);
    expect(await database.repository(RunDeadlineEntity).countBy({ runId })).toBe(0);
  });

  it('meet a deadline only when it is due: not one that a retry has made since it was seen', async () => {
    const { name } = await define();
    const [runId = ''] = await fire(name, '2026-08-01');
    const deadlines = database.repository(RunDeadlineEntity);
    const meet = async (which: 'OVERDUE' | 'FAIL', due: Date): Promise<string> => {
      await deadlines.save({ runId, kind: which, dueAt: due });
      return (await one.runs.execute({ runId, kind: 'DEADLINE', which })).kind;
    };
    const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 86_400_000)];
    expect([await meet('OVERDUE', future), await meet('FAIL', future)]).toEqual(['unchanged', 'unchanged']);
    expect([await deadlines.countBy({ runId }), (await read(runId)).state]).toEqual([2, 'QUEUED']);
    expect([await meet('OVERDUE', past), await meet('FAIL', past)]).toEqual(['done', 'done']);
    expect([await deadlines.countBy({ runId }), (await read(runId)).state]).toEqual([0, 'FAILED']);
  });

  it('leave the fresh deadline of a retry alone, also when all come at once', async () => {
    const { name } = await define();
    const [runId = ''] = await fire(name, '2026-08-01');
    await database.repository(RunDeadlineEntity).save({ runId, kind: 'FAIL', dueAt: new Date(Date.now() - 60_000) });
    const verdicts = await one.work.run((unit) => one.runs.executeIn(unit, [
      { runId, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'x' }, { runId, kind: 'RETRY', who: 'a person', isHeld: false }, { runId, kind: 'DEADLINE', which: 'FAIL' },
    ]));
    expect(kinds(verdicts)).toEqual(['done', 'done', 'unchanged']);
    expect((await read(runId)).state).toBe('QUEUED');
    expect(await database.repository(RunDeadlineEntity).findBy({ runId })).toMatchObject([{ kind: 'FAIL', dueAt: (await read(runId)).deadlineAt }]);
  });

  it('write a run only as it was read: by state, attempt and lease', async () => {
    const { name } = await define();
    const [runId = ''] = await fire(name, '2026-08-01');
    const leaseToken = await claim();
    const before = snapshotOf((await database.query(lockRuns, { ids: JSON.stringify([runId]) }))[0] as LockedRunRow);
    const save = (read: RunSnapshot): Promise<number> => {
      const batch = new RunBatch([read]);
      batch.apply(read, done({ ...read, detail: 'written' }));
      return database.execute(saveRuns, bindsOf(batch, new Date()));
    };
    for (const other of [{ leaseToken: randomUUID() }, { leaseToken: null }, { attempt: 2 }, { state: 'RUNNING' as const }]) expect(await save({ ...before, ...other })).toBe(0);
    expect(await read(runId)).toMatchObject({ detail: null, leaseToken });
    expect(await save(before)).toBe(1);
    expect(await read(runId)).toMatchObject({ detail: 'written', leaseToken });
  });

  it('come to one end whatever is said at once: settlements, reports and cancellations of a hundred runs', async () => {
    const { name } = await define();
    const runIds = await fire(name, ...Array.from({ length: 100 }, (_, day) => new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)));
    const leaseToken = await claim();
    await Promise.all(runIds.flatMap((runId, n) => [
      one.runs.execute({ runId, kind: 'SETTLE', leaseToken, attempt: 1, dispatch: 1, url: 'http://a/jobs', outcome: { kind: 'accepted', nextInMs: 60_000, report: null, remark: null } }),
      two.runs.execute({ runId, kind: 'REPORT', report: succeeded(), reporter: { issuer: 'i', subject: 's' } }),
      (n % 2 ? one : two).runs.execute({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'x' }),
    ]));
    const ended = await Promise.all(runIds.map(read));
    for (const run of ended) expect(run).toMatchObject({ state: expect.stringMatching(/SUCCEEDED|CANCELLED/), dueAt: null, leaseToken: null, silentAt: null });
  });

  it('give the turn to whoever waits longest, and to nobody twice', async () => {
    const { name } = await define('QUEUE');
    const [first = '', second = '', third = ''] = await fire(name, '2026-08-03', '2026-08-02', '2026-08-01');
    expect((await Promise.all([first, second, third].map(read))).map(({ dueAt }) => dueAt !== null)).toEqual([true, false, false]);
    await one.runs.execute({ runId: first, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'x' });
    expect((await Promise.all([second, third].map(read))).map(({ dueAt }) => dueAt !== null)).toEqual([false, true]);
    await Promise.all([second, third].map((runId, n) => (n ? one : two).runs.execute({ runId, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'x' })));
    expect((await Promise.all([second, third].map(read))).map(({ state, dueAt }) => [state, dueAt])).toEqual([['CANCELLED', null], ['CANCELLED', null]]);
  });

  it('let a held member into the queue of its task only when its group does', async () => {
    const definition = await define('QUEUE');
    const held = await member(definition, uuidv7());
    expect(await read(held)).toMatchObject({ isHeld: true, dueAt: null, state: 'QUEUED' });
    const [own = ''] = await fire(definition.name, '2026-08-01');
    expect((await read(own)).dueAt).not.toBeNull();
    await one.runs.execute({ runId: held, kind: 'RELEASE' });
    expect(await read(held)).toMatchObject({ isHeld: false, dueAt: null });
    await one.runs.execute({ runId: own, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'x' });
    expect((await read(held)).dueAt).not.toBeNull();
  });

  it('let all members go at once whose task allows overlap and whose groups know no date', async () => {
    const definition = await define('ALLOW');
    const held = await Promise.all([1, 2, 3].map(() => member(definition, uuidv7(), null)));
    await one.work.run((unit) => one.runs.executeIn(unit, held.map((runId) => ({ runId, kind: 'RELEASE' }))));
    expect((await Promise.all(held.map(read))).map(({ dueAt }) => dueAt !== null)).toEqual([true, true, true]);
  });

  it('leave a signal to the group in the transaction in which a member begins, ends or comes back', async () => {
    const definition = await define();
    const groupRunId = uuidv7();
    const runId = await member(definition, groupRunId);
    const signals = () => database.repository(GroupSignalEntity).countBy({ groupRunId });
    await one.runs.execute({ runId, kind: 'RELEASE' });
    expect(await signals()).toBe(0);
    const leaseToken = await claim();
    await one.runs.execute({ runId, kind: 'SETTLE', leaseToken, attempt: 1, dispatch: 1, url: 'http://a/jobs', outcome: { kind: 'accepted', nextInMs: 60_000, report: null, remark: null } });
    expect(await signals()).toBe(1);
    await one.runs.execute({ runId, kind: 'REPORT', report: report(), reporter: { issuer: 'i', subject: 's' } });
    expect(await signals()).toBe(1);
    await one.runs.execute({ runId, kind: 'CANCEL', reason: 'GROUP_STOPPED', detail: 'x' });
    expect(await signals()).toBe(2);
    await one.runs.execute({ runId, kind: 'RETRY', who: 'a person', isHeld: true });
    expect(await signals()).toBe(3);
    expect(await read(runId)).toMatchObject({ state: 'QUEUED', isHeld: true, attempt: 2, dueAt: null });
  });

  it('cost a lone lifecycle few statements, and a busy one a fraction of that', async () => {
    const { name } = await define();
    const lifecycle = async (dates: string[]): Promise<{ statements: number; commits: number }> => {
      const before = { ...database.traffic, statements: database.traffic.statements, commits: database.traffic.commits };
      const runIds = await fire(name, ...dates);
      const leaseToken = await claim();
      const settle = (runId: string) => one.runs.execute({ runId, kind: 'SETTLE', leaseToken, attempt: 1, dispatch: 1, url: 'http://a/jobs', outcome: { kind: 'accepted', nextInMs: 60_000, report: null, remark: null } });
      await Promise.all(runIds.map(settle));
      await Promise.all(runIds.map((runId) => one.runs.execute({ runId, kind: 'REPORT', report: succeeded(), reporter: { issuer: 'i', subject: 's' } })));
      return { statements: database.traffic.statements - before.statements, commits: database.traffic.commits - before.commits };
    };
    await lifecycle(['2026-07-01']);
    // Without the message, which takes three more statements and shares the commit of its firing.
    expect(await lifecycle(['2026-07-02'])).toEqual({ statements: 10, commits: 4 });
    const busy = await lifecycle(Array.from({ length: 40 }, (_, day) => new Date(Date.UTC(2021, 0, 1 + day)).toISOString().slice(0, 10)));
    expect(busy.statements / 40).toBeLessThan(1);
    expect(busy.commits / 40).toBeLessThan(0.3);
  });
});
