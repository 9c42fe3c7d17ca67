import { eventually } from '@syncline/test-kit';
import { checkRecords } from '../../src/cluster/check-records.ts';
import { clusterConfig } from '../../src/cluster/cluster.config.ts';
import { Cluster, SHORT } from '../../src/cluster/cluster.ts';
import { tell } from '../../src/cluster/timeline.ts';
import { task } from '../../src/cluster/workload.ts';

const { seed } = clusterConfig();

const TASK = 'held';
const EVENTS = 20;
/** Longer than the test: only what was handed back is called again in time. */
const TIMING = { ...SHORT, leaseMs: 120_000 };

/** In `npm test` one process shows the same (the platform's own cluster test); here the signal and the process are real. */
describe(`a node that is asked to stop (seed ${seed})`, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({ seed, nodes: 2, timing: TIMING });
    await cluster.api.define('tasks', task(cluster.downstream.origins, TASK, 'ALLOW', ['held.closed'], 60_000));
  }, 120_000);
  afterAll(() => cluster?.stop(), 60_000);

  it('hands back what it was calling, and no attempt is used up', async () => {
    const { api, upstream, downstream, nodes } = cluster;
    const [leaving] = nodes;
    if (leaving === undefined) throw new Error('A cluster has nodes');
    let open: () => void = () => undefined;
    downstream.gate = new Promise((resolve) => (open = resolve));
    const dates = Array.from({ length: EVENTS }, (_, index) => `2026-01-${String(index + 1).padStart(2, '0')}`);
    await upstream.publish(dates.map((businessDate) => ({ eventId: `event-${businessDate}`, type: 'held.closed', businessDate, owners: [TASK] })), 10);
    await eventually(() => downstream.dispatches.length === EVENTS, { within: 20_000 });
    const held = downstream.dispatches.filter(({ node }) => leaving.url.endsWith(node)).map(({ key }) => key);
    expect(held.length).toBeGreaterThan(0);

    expect(await leaving.stop()).toEqual({ code: 0, signal: null });

    await eventually(() => {
      const taken = downstream.dispatches.filter(({ node }) => !leaving.url.endsWith(node)).map(({ key }) => key);
      const waiting = held.filter((key) => !taken.includes(key));
      if (waiting.length > 0) throw new Error(`${waiting.join(', ')} of ${held.length} were not called again`);
    }, { within: 20_000 });
    expect((await api.nodes()).map(({ id, state }) => [id, state]).sort()).toEqual([['node-1', 'STOPPED'], ['node-2', 'ALIVE']]);
    open();
    await eventually(async () => (await api.active()).length === 0, { within: 60_000 });
    await downstream.settled();

    const { dispatches, effects, reports } = downstream;
    const records = { publications: upstream.publications, dispatches, effects, reports, ended: [], runs: await api.runs(), groupRuns: [], occurrences: await api.occurrences() };
    const findings = checkRecords(records, { oneAtATime: new Set(), groups: new Map(), everySecond: [], longestSilence: 60_000 });
    if (findings.length > 0) throw new Error(await tell(findings, records, [], (runId) => api.events(runId)));
  }, 180_000);
});
