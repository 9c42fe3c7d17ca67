import { jsonLine } from './json-line.ts';
import type { Results } from './results.ts';

const NOTHING: Results = { oneNode: null, twoNodes: null, latency: null, burst: null, peer: null };
const sql = { statements: 7.123, commits: 3.456, serverCommits: 3.5 };
const lifecycles = (nodes: number, perSecond: number): NonNullable<Results['oneNode']> => ({ nodes, perSecond, slowestSecond: 1, fastestSecond: 2, lifecycles: 3, sql, processor: { nodes: 1, database: 1, publisher: 1, target: 1 }, strangers: 0, statements: [] });

describe('jsonLine', () => {
  it('has the members of the issue, rounded to what was measured', () => {
    const results: Results = {
      oneNode: { ...lifecycles(1, 512.4), sql: { ...sql, statements: 9 } },
      twoNodes: lifecycles(2, 803.6),
      latency: { nodes: 2, messages: 100, perSecond: 50, p50: 8.04, p99: 41.26, longest: 50, strangers: 0 },
      burst: { nodes: 2, runs: 10_000, drainSeconds: 14.567, latenessMsP99: 14_321.9, firedLate: 5, leasesLost: 0, strangers: 0 },
      peer: { jobs: 1, perSecond: 1 },
    };
    expect(JSON.parse(jsonLine(results))).toEqual({
      lifecyclesPerSecond: { 1: 512, 2: 804 },
      dispatchLatencyMs: { p50: 8, p99: 41.3 },
      statementsPerLifecycle: 7.12,
      commitsPerLifecycle: 3.46,
      burst: { runs: 10_000, drainSeconds: 14.57, latenessMsP99: 14_322, leasesLost: 0 },
    });
  });

  it('says null, not 0, for what was not measured', () => {
    expect(JSON.parse(jsonLine(NOTHING))).toMatchObject({ lifecyclesPerSecond: { 1: null, 2: null }, burst: { leasesLost: null } });
  });

  it('falls back to the commits that PostgreSQL counted', () => {
    const results: Results = { ...NOTHING, oneNode: { ...lifecycles(1, 1), sql: { statements: null, commits: null, serverCommits: 5 } } };
    expect(JSON.parse(jsonLine(results))).toMatchObject({ statementsPerLifecycle: null, commitsPerLifecycle: 5 });
  });

  it('is one line', () => expect(jsonLine(NOTHING)).not.toContain('\n'));
});
