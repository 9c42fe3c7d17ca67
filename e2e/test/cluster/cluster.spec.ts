import { eventually } from '@syncline/test-kit';
import { shuffled } from '../../src/cluster/chance.ts';
import { checkRecords, type Finding } from '../../src/cluster/check-records.ts';
import { clusterConfig } from '../../src/cluster/cluster.config.ts';
import { Cluster, SHORT } from '../../src/cluster/cluster.ts';
import { Faults, type Fault } from '../../src/cluster/faults.ts';
import type { Records } from '../../src/cluster/records.ts';
import { tell } from '../../src/cluster/timeline.ts';
import { announcements, EVERY_SECOND, everySecond, everySecondNoMore, group, GROUPS, LONGEST_PAUSE_MS, QUEUED_TASKS, TARGET_TIMEOUT_MS, tasks } from '../../src/cluster/workload.ts';

const { isFull, seed, messages } = clusterConfig();

/** What a machine with little room adds: a database or a node that starts, a process that waits for the processor. */
const SLACK_MS = isFull ? 30_000 : 15_000;
const LONGEST_SILENCE_MS = SHORT.leaseMs + SHORT.sweepMs + SHORT.pollMs + TARGET_TIMEOUT_MS + LONGEST_PAUSE_MS + SLACK_MS;

const FAULTS: readonly Fault[] = isFull ? shuffled(seed, ['kill', 'kill', 'kill', 'freeze', 'freeze', 'stop', 'stop', 'database', 'database']) : ['kill'];
const EVERY_MS = isFull ? 30 : 10;
const WITHIN_MS = isFull ? 420_000 : 60_000;

/**
 * Three nodes as processes, an upstream and a downstream that keep records of their own, and things that die. Nothing is
 * asked of the platform but its public API, and at the end the three accounts must agree.
 */
describe(`a cluster in which things die (seed ${seed}, ${messages} messages)`, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({ seed, nodes: 3 });
    for (const task of tasks(cluster.downstream.origins)) await cluster.api.define('tasks', task);
    await cluster.api.define('task-groups', group);
    await cluster.api.define('tasks', everySecond(cluster.downstream.origins));
  }, 120_000);
  afterAll(() => cluster?.stop(), 60_000);

  it('does every message’s work once, whatever dies in between', async () => {
    const { api, upstream, downstream } = cluster;
    const faults = new Faults(cluster, seed);
    const ended: Records['ended'][number][] = [];
    const published = upstream.publish(announcements(seed, messages), EVERY_MS);
    await faults.inject(FAULTS, async (n) => {
      await eventually(() => upstream.publications.length >= ((n + 1) * messages) / (FAULTS.length + 1), { within: WITHIN_MS });
      ended.push(...(await api.ended()));
    });
    await published;
    await api.define('tasks', everySecondNoMore(downstream.origins));
    // Whether all of them succeeded is for the checker to say: it tells the story of those that did not.
    await eventually(async () => (await api.active()).length === 0, { within: 60_000 }).catch(() => undefined);
    await downstream.settled();

    const { publications } = upstream;
    const { dispatches, effects, reports } = downstream;
    const records: Records = { publications, dispatches, effects, reports, ended, runs: await api.runs(), groupRuns: await api.groupRuns(), occurrences: await api.occurrences() };
    const findings: Finding[] = checkRecords(records, { oneAtATime: new Set(QUEUED_TASKS), groups: GROUPS, everySecond: [EVERY_SECOND], longestSilence: LONGEST_SILENCE_MS });
    if (findings.length > 0) throw new Error(await tell(findings, records, faults.log, (runId) => api.events(runId)));
    // The records are no proof if they are empty.
    expect(records.runs.length).toBeGreaterThan(messages * 0.95);
    expect(new Set(dispatches.map(({ node }) => node)).size).toBe(3);
    expect(publications).toHaveLength(messages);
    expect(records.groupRuns.length).toBeGreaterThan(0);
    expect(records.occurrences.filter(({ trigger }) => trigger === 'cron').length).toBeGreaterThan(3);
  }, WITHIN_MS + 120_000);
});
