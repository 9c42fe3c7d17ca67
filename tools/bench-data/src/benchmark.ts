import { statementCosts, watchStrangers } from '@syncline/bench-kit';
import { withClient } from '@syncline/local-postgres';
import type { MeasurementName, Wishes } from './command-line.ts';
import { measureHandWritten } from './measurements/measure-hand-written.ts';
import { measurePsqlPipe } from './measurements/measure-psql-pipe.ts';
import { measureSync } from './measurements/measure-sync.ts';
import { peakMemoryMb } from './measurements/peak-memory.ts';
import { allOfUsMs } from './measurements/processor-use.ts';
import { describeMachine } from './report/describe-machine.ts';
import { describeResults, describeRound } from './report/describe-results.ts';
import { jsonLine } from './report/json-line.ts';
import type { PeakMemory, Round } from './report/results.ts';
import { databaseOf } from './stack/services.ts';
import type { Stack } from './stack/stack.ts';
import { defineFile, type SyncedFile } from './stack/synced-file.ts';

export interface Benchmark {
  readonly stack: Stack;
  readonly wishes: Wishes;
  /** What psql says of itself. */
  readonly psqlVersion: string;
  readonly print: (line: string) => void;
}

/** Measures everything that was asked for, round by round, and prints what came of it. */
export async function runBenchmark({ stack, wishes, psqlVersion, print }: Benchmark): Promise<void> {
  (await describeMachine(stack, psqlVersion)).forEach(print);
  print(`making a golden source of ${wishes.rows} rows, and starting the services …`);
  await stack.begin(wishes.rows);
  const strangers = await watchStrangers(() => allOfUsMs(stack));
  const rounds: Round[] = [];
  for (let number = 1; number <= wishes.rounds; number += 1) {
    const round = await measureRound(stack, wishes, number);
    print(describeRound(number, round));
    rounds.push(round);
  }
  const results = { rows: wishes.rows, rounds, peakMemoryMb: await readPeakMemory(stack), strangers: await strangers() };
  print('');
  describeResults(results).forEach(print);
  if (wishes.statements) (await describeStatements(stack)).forEach(print);
  if (wishes.json) print(jsonLine(results));
}

/** The measurements take turns, so that a minute in which the machine is slow is a minute for all of them. */
async function measureRound(stack: Stack, { only, rows }: Wishes, number: number): Promise<Round> {
  const isWanted = (name: MeasurementName): boolean => only.length === 0 || only.includes(name);
  const pipe = isWanted('psql-pipe') ? await measurePsqlPipe(stack) : null;
  const days = isWanted('sync') ? await measureDays(stack, number) : { sync: null, secondDay: null };
  const handWritten = isWanted('hand-written') ? await measureHandWritten(stack, rows) : null;
  return { pipe, ...days, handWritten };
}

async function measureDays(stack: Stack, number: number): Promise<Pick<Round, 'sync' | 'secondDay'>> {
  const dates = [dateOf(number * 2), dateOf(number * 2 + 1)] as const;
  const file = await defineFile(stack.operator, stack.services, number, dates);
  const sync = await measureSync(stack, file, dates[0]);
  await stack.source.changeOnePercent();
  await letANightPass(stack, file);
  const secondDay = await measureSync(stack, file, dates[1]);
  await withClient(stack.postgres.url(databaseOf('data-consumer')), (client) => client.query(`DROP TABLE ${file.table}`));
  return { sync, secondDay };
}

/** What autovacuum does within minutes is done at once: whether it came in between would be chance. */
const letANightPass = (stack: Stack, { table }: SyncedFile): Promise<unknown> =>
  withClient(stack.postgres.url(databaseOf('data-consumer')), (client) => client.query(`VACUUM (ANALYZE) ${table}`));

/** Business dates in a row; which ones plays no part. */
const dateOf = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10);

async function readPeakMemory({ services }: Stack): Promise<PeakMemory> {
  const [platform, provider, consumer] = await Promise.all([peakMemoryMb(services['scheduling-platform']), peakMemoryMb(services['data-provider']), peakMemoryMb(services['data-consumer'])]);
  return { platform: platform ?? null, provider: provider ?? null, consumer: consumer ?? null };
}

async function describeStatements(stack: Stack): Promise<string[]> {
  const lines: string[] = [];
  for (const name of ['golden_source', databaseOf('data-consumer'), databaseOf('data-provider')]) {
    const costs = await statementCosts(stack.postgres.url(name));
    lines.push(`statements in ${name}:`, ...costs.map(({ calls, planMs, runMs, text }) => `  ${calls} × in all ${((planMs + runMs) / 1_000).toFixed(2)} s: ${text.slice(0, 160)}`));
  }
  return lines;
}
