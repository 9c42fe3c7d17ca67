import type { Occurrence, Run } from '@syncline/contract';
import { groupBy } from './group-by.ts';
import type { Effect, Publication, Records, SeenDispatch, SentReport } from './records.ts';

/** What the definitions of the test say, as far as the checks need it. */
export interface Rules {
  /** Tasks with `overlap: QUEUE`: one run of them at a time. */
  readonly oneAtATime: ReadonlySet<string>;
  /** Groups by name, with their members in order. */
  readonly groups: ReadonlyMap<string, Plan>;
  /** Tasks with a cron trigger that fires every second. */
  readonly everySecond: readonly string[];
  /** Milliseconds that nobody may wait longer for the platform: lease, sweep, poll, pauses, and what was down. */
  readonly longestSilence: number;
}

export type Plan = readonly { readonly task: string; readonly mode: 'SYNC' | 'ASYNC' }[];

/** Something that must not be. */
export interface Finding {
  readonly rule: string;
  readonly runId: string | null;
  readonly said: string;
}

type Say = (rule: string, runId: string | null, said: string) => void;

/** What is known of one run, from all sides. */
interface Story {
  readonly run: Run;
  readonly publication: Publication | undefined;
  readonly dispatches: readonly SeenDispatch[];
  readonly effects: readonly Effect[];
  readonly reports: readonly SentReport[];
}

/** Compares what was seen upstream, downstream and through the API. Pure, so that it can be shown faults that nobody has to cause. */
export function checkRecords(records: Records, rules: Rules): Finding[] {
  const findings: Finding[] = [];
  const say: Say = (rule, runId, said) => findings.push({ rule, runId, said });
  const stories = storiesOf(records);

  for (const publication of records.publications) checkMessage(publication, records, stories, say);
  for (const task of rules.everySecond) checkSeconds(task, records.occurrences, say);
  checkGroups(records, stories, rules.groups, say);
  checkNothingElse(records, stories, say);
  for (const story of stories.values()) {
    checkEnd(story, say);
    checkAttempts(story, say);
    checkEffects(story, say);
    checkReports(story, say);
    checkSilence(story, rules, say);
  }
  checkTurns([...stories.values()], rules, say);
  checkEndsStay(records, stories, say);
  return findings;
}

/** Every answer names the same runs: one for each task that listens, made for this business date, and kept. */
function checkMessage({ eventId, businessDate, owners, receipts, refused }: Publication, { occurrences }: Records, stories: ReadonlyMap<string, Story>, say: Say): void {
  const rule = 'a message leads to exactly its runs';
  if (receipts.length === 0) return say(rule, null, `${eventId} was never accepted: ${refused ?? ''}`);
  const named = receipts.map((receipt) => JSON.stringify(receipt.occurrences.map((occurrence) => [ownerOf(occurrence), occurrence.runId, occurrence.groupRunId]).sort()));
  if (new Set(named).size > 1) say(rule, null, `${eventId} was answered in different ways: ${[...new Set(named)].join(' / ')}`);
  const messageIds = new Set(receipts.map(({ messageId }) => messageId));
  const fired = occurrences.filter(({ messageId }) => messageId !== null && messageIds.has(messageId));
  if (sorted(fired.map(ownerOf)) !== sorted(owners)) say(rule, null, `${eventId} was to fire ${owners.join(', ')} and fired ${fired.map(ownerOf).join(', ')}`);
  for (const { runId, task } of (receipts[0]?.occurrences ?? []).filter((occurrence) => occurrence.task !== null)) {
    const run = stories.get(runId ?? '')?.run;
    if (run === undefined) say(rule, runId, `${eventId} was answered with a run of ${task} that is not there`);
    else if (run.task !== task || run.businessDate !== businessDate) say(rule, runId, `${eventId} of ${businessDate} led to a run of ${run.task} for ${run.businessDate}`);
  }
}

/** Runs that nothing asked for, a run that two asked for, calls for runs that do not exist. */
function checkNothingElse({ publications, occurrences, dispatches, runs }: Records, stories: ReadonlyMap<string, Story>, say: Say): void {
  const rule = 'a run has one cause';
  const asked = new Map<string, string>();
  for (const { id, runId, groupRunId, outcome } of occurrences) {
    const work = runId ?? groupRunId;
    if (work === null || outcome === 'COALESCED') continue;
    if (asked.has(work)) say(rule, runId, `it was made for occurrence ${asked.get(work)} and for ${id}`);
    asked.set(work, id);
  }
  const published = new Set(publications.flatMap(({ receipts }) => receipts.map(({ messageId }) => messageId)));
  for (const { id, messageId, runId } of occurrences) if (messageId !== null && !published.has(messageId)) say(rule, runId, `occurrence ${id} is of a message that nobody published`);
  for (const { id, groupRunId } of runs) if (!asked.has(groupRunId ?? id)) say(rule, id, 'nothing asked for it');
  for (const { runId } of dispatches) if (!stories.has(runId)) say(rule, runId, 'it was dispatched, and there is no such run');
}

/** What was due when the test itself took the trigger away is recorded, and leads to no run. */
const wasTakenAway = ({ outcome, detail }: Occurrence): boolean => outcome === 'MISFIRED' && detail?.startsWith('The trigger was ') === true;

/** From the first second to the last each is there once, and led to a run. */
function checkSeconds(task: string, occurrences: readonly Occurrence[], say: Say): void {
  const rule = 'every second fires once';
  const ofTask = occurrences.filter((occurrence) => occurrence.task === task);
  const seconds = ofTask.map(({ scheduledFor }) => Date.parse(scheduledFor)).sort((a, b) => a - b);
  for (const [index, second] of seconds.entries()) {
    const next = seconds[index + 1];
    if (next === second) say(rule, null, `${task} fired twice for ${new Date(second).toISOString()}`);
    if (next !== undefined && next > second + 1_000) say(rule, null, `${task} did not fire between ${new Date(second).toISOString()} and ${new Date(next).toISOString()}`);
  }
  for (const occurrence of ofTask.filter((one) => one.runId === null && !wasTakenAway(one))) {
    say(rule, null, `${task} of ${occurrence.scheduledFor} is ${occurrence.outcome} and led to no run`);
  }
}

/** A group run has a run for each member, and no member is called before those that it waits for have done their work. */
function checkGroups({ groupRuns, runs }: Records, stories: ReadonlyMap<string, Story>, groups: Rules['groups'], say: Say): void {
  for (const { id, group, state, reason, members } of groupRuns) {
    const plan = groups.get(group) ?? [];
    if (state !== 'SUCCEEDED') say('every group run succeeds', null, `${id} is ${state} ${reason ?? ''}`.trimEnd());
    const made = runs.filter(({ groupRunId }) => groupRunId === id).map(({ task }) => task);
    if (sorted(made) !== sorted(plan.map(({ task }) => task))) say('a group run has its members', null, `${id} has runs of ${made.join(', ')}`);
    for (const member of members) {
      const story = stories.get(member.runId ?? '');
      if (story === undefined || story.dispatches.length === 0) continue;
      const waitsFor = members.filter(({ index }) => index < member.index && (plan[index]?.mode === 'SYNC' || plan[member.index]?.mode === 'SYNC'));
      for (const other of waitsFor) {
        const done = first((stories.get(other.runId ?? '')?.effects ?? []).filter(({ ending }) => ending === 'SUCCEEDED'));
        if (first(story.dispatches) < done) say('SYNC is a barrier', member.runId, `${member.task} was called before ${other.task} had done its work`);
      }
    }
  }
}

function checkEnd({ run }: Story, say: Say): void {
  if (run.state !== 'SUCCEEDED') say('every run succeeds', run.id, `it is ${run.state} ${run.reason ?? ''} ${run.detail ?? ''}`.trimEnd());
}

/** An attempt for each failure that the downstream had, and one more; crashes of the platform use none. */
function checkAttempts({ run, dispatches, effects }: Story, say: Say): void {
  const explained = 1 + effects.filter(({ ending }) => ending === 'FAILED').length;
  if (run.attempt !== explained) say('an attempt is used only by a failure', run.id, `it is at attempt ${run.attempt}; failures explain ${explained}`);
  for (const { key, attempt } of dispatches) {
    if (key !== `${run.id}/${attempt}`) say('a key names run and attempt', run.id, `attempt ${attempt} came with the key ${key}`);
    if (attempt > explained) say('an attempt is used only by a failure', run.id, `attempt ${attempt} was dispatched; failures explain ${explained}`);
  }
  if (dispatches.length > run.dispatches) say('every call is counted', run.id, `the downstream saw ${dispatches.length} calls, the platform knows of ${run.dispatches}`);
}

function checkEffects({ run, effects }: Story, say: Say): void {
  const counts = new Map<string, number>();
  for (const { key } of effects) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [key, count] of counts) if (count > 1) say('an effect happens once', run.id, `${count} times under ${key}`);
  const done = effects.filter(({ ending }) => ending === 'SUCCEEDED').length;
  if (done !== 1) say('an effect happens once', run.id, `the work was done ${done} times`);
}

/** The one refusal that reordering explains is that of a report whose attempt is over. */
function checkReports({ run, reports }: Story, say: Say): void {
  for (const { answer, state, attempt } of reports) {
    const isExplained = !answer.startsWith('4') || (answer === '409 STALE_ATTEMPT' && attempt < run.attempt);
    if (!isExplained) say('a true report is taken', run.id, `${state} of attempt ${attempt} was answered ${answer}`);
  }
}

/** From its acceptance on the platform is never silent for long: it calls, or it is told the end. */
function checkSilence({ run, publication, dispatches, reports, effects }: Story, { oneAtATime, longestSilence }: Rules, say: Say): void {
  if (effects.length === 0) return;
  const told = reports.find(({ state, answer }) => state === 'SUCCEEDED' && answer.startsWith('200'))?.at ?? Infinity;
  const waited = publication === undefined || run.groupRunId !== null || oneAtATime.has(run.task) ? [] : [publication.acceptedAt];
  const moments = [...waited, ...dispatches.map(({ at }) => at), told].filter((at) => at <= told && at < Infinity).sort((a, b) => a - b);
  for (const [index, at] of moments.entries()) {
    const next = moments[index + 1];
    if (next !== undefined && next - at > longestSilence) say('nothing is stuck', run.id, `nothing happened for ${Math.round(next - at)} ms`);
  }
}

/** A run of a task that queues is first called when the work of the one before it is done. */
function checkTurns(stories: readonly Story[], { oneAtATime }: Rules, say: Say): void {
  const turns = groupBy(stories.filter(({ run, dispatches }) => oneAtATime.has(run.task) && dispatches.length > 0), ({ run }) => run.task);
  for (const ofOneTask of turns.values()) {
    const inOrder = ofOneTask
      .map(({ run, dispatches, effects }) => ({ id: run.id, begun: first(dispatches), done: first(effects.filter(({ ending }) => ending === 'SUCCEEDED')) }))
      .sort((a, b) => a.begun - b.begun);
    for (const [index, { id, done }] of inOrder.entries()) {
      const next = inOrder[index + 1];
      if (next !== undefined && next.begun < done) say('runs of a queue take turns', next.id, `it was called while ${id} was at work`);
    }
  }
}

/** Nobody retried anything by hand, so what had ended once is the same to the last field. */
function checkEndsStay({ ended }: Records, stories: ReadonlyMap<string, Story>, say: Say): void {
  for (const before of ended) {
    const now = stories.get(before.id)?.run;
    if (JSON.stringify(now) !== JSON.stringify(before)) say('an end is never left', before.id, `it was ${JSON.stringify(before)} and is ${JSON.stringify(now)}`);
  }
}

function storiesOf({ publications, dispatches, effects, reports, runs }: Records): Map<string, Story> {
  const causes = new Map(publications.flatMap((publication) => publication.receipts.flatMap(({ occurrences }) => occurrences.map(({ runId }) => [runId, publication] as const))));
  const by = { dispatches: groupBy(dispatches, runOf), effects: groupBy(effects, runOf), reports: groupBy(reports, runOf) };
  return new Map(runs.map((run) => [run.id, {
    run, publication: causes.get(run.id), dispatches: by.dispatches.get(run.id) ?? [], effects: by.effects.get(run.id) ?? [], reports: by.reports.get(run.id) ?? [],
  }]));
}

const ownerOf = ({ task, group }: Occurrence): string | null => task ?? group;
const runOf = ({ runId }: { readonly runId: string }): string => runId;
const first = (seen: readonly { readonly at: number }[]): number => Math.min(...seen.map(({ at }) => at));
const sorted = (words: readonly (string | null)[]): string => words.map(String).sort().join(' ');
