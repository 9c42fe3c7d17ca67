import type { GroupRun, MessageReceipt, Occurrence, Run } from '@syncline/contract';
import { checkRecords, type Rules } from '../../src/cluster/check-records.ts';
import type { Effect, Publication, Records, SeenDispatch, SentReport } from '../../src/cluster/records.ts';
import { timelineOf } from '../../src/cluster/timeline.ts';

const PLAN = [{ task: 'left', mode: 'ASYNC' }, { task: 'right', mode: 'ASYNC' }, { task: 'sum', mode: 'SYNC' }, { task: 'mail', mode: 'ASYNC' }] as const;
const RULES: Rules = { oneAtATime: new Set(['queue']), groups: new Map([['night', PLAN]]), everySecond: ['clock'], longestSilence: 10_000 };

/** A story in which all went well, and one failure was made good: three messages of tasks, one of a group, three seconds of a cron. */
const sound = (): Mutable<Records> => {
  const worlds = [
    story({ eventId: 'one', date: '2000-01-01', runs: [{ id: 'a', task: 'parallel', begun: 1_000 }] }),
    story({ eventId: 'two', date: '2000-01-02', runs: [{ id: 'b', task: 'parallel', begun: 2_000, fails: true }, { id: 'c', task: 'queue', begun: 2_000 }] }),
    story({ eventId: 'three', date: '2000-01-03', runs: [{ id: 'd', task: 'queue', begun: 4_000 }] }),
    groupStory({ eventId: 'night', date: '2000-01-05', begun: 5_000 }),
    secondsStory(3),
    story({ eventId: 'nobody', date: '2000-01-04', runs: [] }),
  ];
  const all = <Key extends keyof Records>(key: Key): Records[Key][number][] => worlds.flatMap((world) => world[key] as Records[Key][number][]);
  return { publications: all('publications'), dispatches: all('dispatches'), effects: all('effects'), reports: all('reports'), ended: all('ended'), runs: all('runs'), groupRuns: all('groupRuns'), occurrences: all('occurrences') };
};

describe('the checker of records', () => {
  it('finds nothing where all went well', () => {
    expect(checkRecords(sound(), RULES)).toEqual([]);
  });

  it('finds nothing in a second that was due when its trigger was taken away', () => {
    const records = sound();
    const taken = { ...at(records.occurrences, 0), task: 'clock', group: null, scheduledFor: new Date(4_000).toISOString(), runId: null, groupRunId: null, messageId: null, outcome: 'MISFIRED' } as const;
    const findingsWith = (detail: string): string[] => checkRecords({ ...records, occurrences: [...records.occurrences, { ...taken, detail }] }, RULES).map(({ rule }) => rule);
    expect(findingsWith('The trigger was removed 0 s after this was due, before it fired.')).toEqual([]);
    expect(findingsWith('Missed by 20 s; what is late is skipped.')).toEqual(['every second fires once']);
  });

  it.each<[string, (records: Mutable<Records>) => void, string]>([
    ['the platform lost an accepted message', (records) => drop(records, 'a'), 'a message leads to exactly its runs'],
    ['a message was never accepted', ({ publications }) => publications.splice(0, 1, { ...at(publications, 0), receipts: [] }), 'a message leads to exactly its runs'],
    ['the upstream’s record lost a message', ({ publications }) => publications.splice(0, 1), 'a run has one cause'],
    ['an occurrence is gone', ({ occurrences }) => occurrences.splice(0, 1), 'a run has one cause'],
    ['a repeat was answered with another run', ({ publications, runs }) => {
      runs.push({ ...at(runs, 0), id: 'twin' });
      publications[0] = { ...at(publications, 0), receipts: [...at(publications, 0).receipts, receipt('one', '2000-01-01', [{ id: 'twin', task: 'parallel' }])] };
    }, 'a message leads to exactly its runs'],
    ['one of two listeners was not fired', ({ occurrences }) => occurrences.splice(occurrences.findIndex(({ runId }) => runId === 'c'), 1), 'a message leads to exactly its runs'],
    ['a message fired twice', ({ occurrences }) => occurrences.push(at(occurrences, 0)), 'a message leads to exactly its runs'],
    ['a run is for another date', ({ runs }) => runs.splice(0, 1, { ...at(runs, 0), businessDate: '1999-01-01' }), 'a message leads to exactly its runs'],
    ['two occurrences share a run', ({ occurrences }) => occurrences.push({ ...at(occurrences, 0), id: 'other', messageId: null }), 'a run has one cause'],
    ['there is a run that nobody asked for', ({ runs }) => runs.push({ ...at(runs, 0), id: 'stray' }), 'a run has one cause'],
    ['a run was dispatched whose transaction was rolled back', ({ dispatches }) => dispatches.push({ ...at(dispatches, 0), runId: 'ghost' }), 'a run has one cause'],
    ['a run waits for ever', ({ runs }) => runs.splice(0, 1, { ...at(runs, 0), state: 'QUEUED' }), 'every run succeeds'],
    ['a run failed', ({ runs }) => runs.splice(0, 1, { ...at(runs, 0), state: 'FAILED', reason: 'ATTEMPTS_EXHAUSTED' }), 'every run succeeds'],
    ['a crash used up an attempt', ({ runs }) => runs.splice(0, 1, { ...at(runs, 0), attempt: 2 }), 'an attempt is used only by a failure'],
    ['the same work was dispatched with a new key', ({ dispatches, effects }) => {
      dispatches.push({ ...at(dispatches, 0), key: 'a/2', attempt: 2 });
      effects.push({ ...at(effects, 0), key: 'a/2' });
    }, 'an attempt is used only by a failure'],
    ['the work was done under two keys', ({ effects }) => effects.push({ ...at(effects, 0), key: 'a/2' }), 'an effect happens once'],
    ['the downstream forgot a key', ({ effects }) => effects.push(at(effects, 0)), 'an effect happens once'],
    ['the work was never done', ({ effects }) => effects.splice(0, 1), 'an effect happens once'],
    ['a key names another attempt', ({ dispatches }) => dispatches.splice(0, 1, { ...at(dispatches, 0), key: 'a/7' }), 'a key names run and attempt'],
    ['a call was not counted', ({ runs }) => runs.splice(0, 1, { ...at(runs, 0), dispatches: 0 }), 'every call is counted'],
    ['a true report was refused', ({ reports }) => reports.push({ ...at(reports, 0), answer: '409 ILLEGAL_TRANSITION' }), 'a true report is taken'],
    ['a report of the present attempt was called stale', ({ reports }) => reports.push({ ...at(reports, 0), answer: '409 STALE_ATTEMPT' }), 'a true report is taken'],
    ['nobody looked at a lost lease', ({ dispatches, reports }) => {
      dispatches.push({ ...at(dispatches, 0), at: 30_000 });
      reports.forEach((report, index) => { if (report.runId === 'a') reports[index] = { ...report, at: 30_100 }; });
    }, 'nothing is stuck'],
    ['the first call came very late', ({ publications }) => publications.splice(0, 1, { ...at(publications, 0), acceptedAt: -20_000 }), 'nothing is stuck'],
    ['two runs of a queue were at work at once', ({ effects }) => effects.splice(effects.findIndex(({ runId }) => runId === 'c'), 1, { at: 9_000, key: 'c/1', runId: 'c', ending: 'SUCCEEDED' }), 'runs of a queue take turns'],
    ['a woken node wrote over an end', ({ ended }) => ended.push({ ...at(ended, 0), endedAt: '2000-01-01T00:00:00.000Z' }), 'an end is never left'],
    ['an ended run is gone', (records) => drop(records, 'd'), 'an end is never left'],
    ['a group run stands still', ({ groupRuns }) => groupRuns.splice(0, 1, { ...at(groupRuns, 0), state: 'RUNNING' }), 'every group run succeeds'],
    ['a member was left out', (records) => drop(records, 'night-2'), 'a group run has its members'],
    ['a SYNC member overtook one before it', ({ dispatches }) => move(dispatches, 'night-3', -2_000), 'SYNC is a barrier'],
    ['a member overtook the SYNC one before it', ({ dispatches }) => move(dispatches, 'night-4', -2_000), 'SYNC is a barrier'],
    ['a member of a group that nobody fired', ({ occurrences }) => occurrences.splice(occurrences.findIndex(({ group }) => group !== null), 1), 'a run has one cause'],
    ['a second was left out', ({ occurrences }) => occurrences.splice(occurrences.findIndex(({ runId }) => runId === 'second-2'), 1), 'every second fires once'],
    ['two nodes fired the same second', ({ occurrences }) => occurrences.push({ ...at(occurrences, occurrences.findIndex(({ runId }) => runId === 'second-2')), id: 'twin' }), 'every second fires once'],
    ['a second led to no run', ({ occurrences }) => occurrences.splice(occurrences.findIndex(({ runId }) => runId === 'second-2'), 1, { ...at(occurrences, occurrences.findIndex(({ runId }) => runId === 'second-2')), runId: null, outcome: 'MISFIRED' }), 'every second fires once'],
  ])('sees that %s', (_, plant, rule) => {
    const records = sound();
    plant(records);
    const findings = checkRecords(records, RULES);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
  });

  it('takes a late report of an attempt that is over as what it is', () => {
    const records = sound();
    records.reports.push({ at: 3_500, runId: 'b', attempt: 1, state: 'FAILED', answer: '409 STALE_ATTEMPT' });
    expect(checkRecords(records, RULES)).toEqual([]);
  });

  it('can tell what was seen of a run', () => {
    expect(timelineOf('b', sound())).toEqual([
      '1.900 s  message two accepted',
      '2.000 s  node-1 called instance-1 with b/1: take',
      '2.100 s  effect FAILED under b/1',
      '2.200 s  report FAILED of attempt 1: 200 applied',
      '3.000 s  node-1 called instance-1 with b/2: take',
      '3.100 s  effect SUCCEEDED under b/2',
      '3.200 s  report SUCCEEDED of attempt 2: 200 applied',
      expect.stringContaining('at the end: {"id":"b"'),
    ]);
  });
});

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

interface Planned {
  readonly id: string;
  readonly task: string;
  readonly begun: number;
  readonly fails?: boolean;
}

function story({ eventId, date, runs: planned }: { eventId: string; date: string; runs: readonly Planned[] }): Records {
  const attempts = planned.flatMap(({ id, task, begun, fails = false }) =>
    (fails ? (['FAILED', 'SUCCEEDED'] as const) : (['SUCCEEDED'] as const)).map((ending, index) => ({ runId: id, task, ending, attempt: index + 1, key: `${id}/${index + 1}`, at: begun + 1_000 * index })));
  const answer = receipt(eventId, date, planned);
  const publication: Publication = { eventId, businessDate: date, owners: planned.map(({ task }) => task), receipts: [answer], acceptedAt: (planned[0]?.begun ?? 0) - 100, refused: null };
  const dispatches = attempts.map(({ at, key, runId, task, attempt }): SeenDispatch => ({ at, key, runId, task, businessDate: date, attempt, instance: 'instance-1', node: 'node-1', fate: 'take' }));
  const effects = attempts.map(({ at, key, runId, ending }): Effect => ({ at: at + 100, key, runId, ending }));
  const reports = attempts.map(({ at, runId, attempt, ending }): SentReport => ({ at: at + 200, runId, attempt, state: ending, answer: '200 applied' }));
  const runs = planned.map(({ id, task, fails = false }) => ({ id, task, groupRunId: null, businessDate: date, state: 'SUCCEEDED', attempt: fails ? 2 : 1, dispatches: fails ? 2 : 1 }) as Run);
  return { publications: [publication], dispatches, effects, reports, ended: runs, runs, groupRuns: [], occurrences: answer.occurrences };
}

/** The first two side by side, then the third, then the last; each takes a second. */
function groupStory({ eventId, date, begun }: { eventId: string; date: string; begun: number }): Records {
  const planned = PLAN.map(({ task }, index) => ({ id: `${eventId}-${index + 1}`, task, begun: begun + 1_000 * Math.max(0, index - 1) }));
  const { dispatches, effects, reports, runs, ended } = story({ eventId, date, runs: planned });
  const occurrence = { id: `occurrence-${eventId}`, task: null, group: 'night', runId: null, groupRunId: eventId, businessDate: date, messageId: `message-${eventId}` } as Occurrence;
  const groupRun = { id: eventId, group: 'night', state: 'SUCCEEDED', members: PLAN.map(({ task, mode }, index) => ({ index, task, mode, runId: `${eventId}-${index + 1}`, state: 'SUCCEEDED' })) } as GroupRun;
  const receipts = [{ messageId: `message-${eventId}`, duplicate: false, occurrences: [occurrence] }];
  const members = runs.map((run) => ({ ...run, groupRunId: eventId }));
  return { publications: [{ eventId, businessDate: date, owners: ['night'], receipts, acceptedAt: begun - 100, refused: null }], dispatches, effects, reports, ended: ended.map((run) => ({ ...run, groupRunId: eventId })), runs: members, groupRuns: [groupRun], occurrences: [occurrence] };
}

/** A cron trigger that fired every second. */
function secondsStory(count: number): Records {
  const planned = Array.from({ length: count }, (_, index) => ({ id: `second-${index + 1}`, task: 'clock', begun: 1_000 * (index + 1) }));
  const { dispatches, effects, reports, runs, ended } = story({ eventId: 'clock', date: '2000-01-01', runs: planned });
  const occurrences = planned.map(({ id, begun }) => ({ id: `occurrence-${id}`, task: 'clock', group: null, trigger: 'cron', outcome: 'FIRED', scheduledFor: new Date(begun).toISOString(), runId: id, groupRunId: null, messageId: null }) as unknown as Occurrence);
  return { publications: [], dispatches, effects, reports, ended, runs, groupRuns: [], occurrences };
}

const receipt = (eventId: string, businessDate: string, runs: readonly { id: string; task: string }[]): MessageReceipt => ({
  messageId: `message-${eventId}`,
  duplicate: false,
  occurrences: runs.map(({ id, task }) => ({ id: `occurrence-${id}`, task, group: null, outcome: 'FIRED', runId: id, groupRunId: null, businessDate, messageId: `message-${eventId}` }) as Occurrence),
});

/** As if the platform had never heard of the run. */
function drop({ runs, occurrences, dispatches, effects, reports }: Mutable<Records>, id: string): void {
  const without = <Item>(items: Item[], idOf: (item: Item) => string | null): unknown => items.splice(0, items.length, ...items.filter((item) => idOf(item) !== id));
  without(runs, (run) => run.id);
  for (const seen of [occurrences, dispatches, effects, reports] as { runId: string | null }[][]) without(seen, ({ runId }) => runId);
}

const move = (seen: { readonly at: number; readonly runId: string }[], id: string, ms: number): unknown =>
  seen.splice(0, seen.length, ...seen.map((one) => (one.runId === id ? { ...one, at: one.at + ms } : one)));

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`There is no item ${index}`);
  return item;
}
