import { fileSync, groupRun, matchingChecks, run, workOf } from '../../test/fixtures/records.ts';
import { isProven, judge } from './proof.ts';
import { proofTable } from './proof-table.ts';

const FILES = ['cities', 'admin1'];
const syncs = FILES.map((file) => fileSync(file));
const problemsOf = (...[ofRun, ofSyncs]: [Parameters<typeof run>[1], typeof syncs]): readonly string[] => judge('2026-08-04', FILES, workOf(run(FILES, ofRun), ofSyncs)).problems;

describe('judge', () => {
  it('finds a date proven when both services say so of everything', () => {
    const proof = judge('2026-08-04', FILES, workOf(run(FILES), syncs));
    expect(proof.problems).toEqual([]);
    expect(isProven(proof)).toBe(true);
  });

  it.each<[string, Parameters<typeof run>[1], typeof syncs, string]>([
    ['a run that failed', { state: 'FAILED', reason: 'RECONCILIATION_MISMATCH' }, syncs, 'the run is FAILED (RECONCILIATION_MISMATCH)'],
    ['a run that was only reported', { reconciliation: null }, syncs, 'the run has no reconciliation'],
    ['a reconciliation that did not match', { reconciliation: { result: 'MISMATCHED', checks: FILES.flatMap(matchingChecks) } }, syncs, 'the reconciliation is MISMATCHED'],
    ['a file that nobody synced', {}, syncs.slice(0, 1), 'admin1: was not synced'],
    ['a file that failed', {}, [fileSync('cities'), fileSync('admin1', { state: 'FAILED', reason: 'SCHEMA_DRIFT', detail: 'a column more' })], 'admin1: is FAILED (SCHEMA_DRIFT): a column more'],
    ['a file without a result', {}, [fileSync('cities'), fileSync('admin1', { result: null })], 'admin1: its result is not known'],
    ['counts that do not add up', {}, [fileSync('cities'), fileSync('admin1', { rowsLoaded: 99 })], 'admin1: 100 rows expected, but 99 loaded and 0 rejected'],
    ['a file whose digest nobody checked', { reconciliation: { result: 'MATCHED', checks: FILES.flatMap(matchingChecks).slice(0, 3) } }, syncs, 'admin1: nobody checked its digest'],
    ['a check that did not match', { reconciliation: { result: 'MATCHED', checks: FILES.flatMap(matchingChecks).map((check, index) => (index === 2 ? { ...check, actual: '99', matched: false } : check)) } }, syncs, 'admin1: rows should be 100 and is 99'],
  ])('does not believe %s', (_, ofRun, ofSyncs, problem) => {
    expect(problemsOf(ofRun, ofSyncs)).toContain(problem);
  });

  it('finds a date proven by the members of a group, if each of them is', () => {
    const members = FILES.map((file) => run([file], { task: `sync-${file}` }));
    const work = { either: groupRun(members), runs: members, syncs };
    expect(judge('2026-08-04', FILES, work)).toMatchObject({ problems: [], checks: FILES.flatMap(matchingChecks) });
    expect(judge('2026-08-04', FILES, { ...work, either: groupRun(members, { state: 'FAILED', reason: 'MEMBER_FAILED' }) }).problems).toEqual(['the group run is FAILED (MEMBER_FAILED)']);
    const broken = [members[0] ?? run([]), run(['admin1'], { task: 'sync-admin1', reconciliation: null })];
    expect(judge('2026-08-04', FILES, { ...work, runs: broken }).problems).toEqual(['sync-admin1: the run has no reconciliation', 'admin1: nobody checked its rows', 'admin1: nobody checked its digest']);
  });

  it('counts the sync that succeeded, not one of another attempt that failed', () => {
    const failed = fileSync('cities', { attempt: 1, state: 'FAILED', result: null });
    expect(problemsOf({}, [fileSync('cities', { attempt: 2 }), failed, fileSync('admin1')])).toEqual([]);
  });
});

describe('proofTable', () => {
  it('tells no speed of a file that waited for its source', () => {
    const { files } = judge('2026-08-04', ['cities'], workOf(run(['cities']), [fileSync('cities')]));
    expect(proofTable(files, new Set(['cities'])).at(-1)).toMatch(/ waited {2}matched$/);
  });

  it('shows what a file brought, how fast, and whether its digest matched', () => {
    const [header, cities, admin1] = proofTable(judge('2026-08-04', FILES, workOf(run(['cities']), [fileSync('cities', { inserted: 3, updated: 2, deleted: 1, unchanged: 95 })])).files);
    expect(header).toBe('file    expected  loaded  inserted  updated  deleted  unchanged  rows/s  digest');
    expect(cities).toBe('cities       100     100         3        2        1         95      50  matched');
    expect(admin1).toBe('admin1         -       -         -        -        -          -       -  not checked');
  });
});
