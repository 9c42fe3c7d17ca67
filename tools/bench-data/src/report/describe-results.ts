import { median } from '@syncline/bench-kit';
import type { SyncMeasured } from '../measurements/measure-sync.ts';
import type { ProcessorUse } from '../measurements/processor-use.ts';
import type { Results, Round } from './results.ts';
import { summarise } from './summary.ts';

/** One line a round, as soon as it is measured: medians hide how far the rounds lie apart. */
export function describeRound(number: number, { pipe, sync, secondDay, handWritten }: Round): string {
  const told = [
    ...(pipe === null ? [] : [`psql pipe ${seconds(pipe.seconds)}`]),
    ...(sync === null ? [] : [`message → SUCCEEDED ${seconds(sync.seconds)}`, `close → SUCCEEDED ${seconds(sync.closeToSucceededSeconds)}`]),
    ...(secondDay === null ? [] : [`second day ${seconds(secondDay.seconds)}`]),
    ...(handWritten === null ? [] : [`hand-written ${seconds(handWritten.seconds)}`]),
  ];
  return `round ${number}: ${told.join(', ')}`;
}

/** The medians as lines for people, each with what it should reach. */
export function describeResults(results: Results): string[] {
  const { rows, rounds, peakMemoryMb, strangers } = results;
  const summary = summarise(results);
  const rate = (took: number): string => `${seconds(took).padStart(9)}  ${(rows / took).toFixed(0).padStart(8)} rows/s`;
  const compared = (ratio: number | null, goal: string): string => (ratio === null ? '' : `  ${ratio.toFixed(2)} × psql (${goal})`);
  const line = (name: string, took: number | null, more = ''): string[] => (took === null ? [] : [`${name.padEnd(32)}${rate(took)}${more}`]);
  const measuredRows = rounds.flatMap(({ handWritten }) => handWritten?.measuredRows ?? [])[0] ?? rows;
  return [
    `medians of ${rounds.length} round${rounds.length === 1 ? '' : 's'}, ${rows} rows${besideStrangers(strangers)}`,
    ...line('psql pipe, proves nothing', summary.pipe),
    ...line('sync: message → SUCCEEDED', summary.sync, compared(summary.ratioToPipe, '≤ 1.0')),
    ...line('sync: close → SUCCEEDED', summary.closeToSucceeded, compared(summary.ratioCloseToPipe, '≤ 1.5')),
    ...line('  of that until sealed', summary.seal),
    ...line('second day, 1 % changed', summary.secondDay, compared(summary.ratioSecondDay, '≤ 1.3')),
    ...line('hand-written loop', summary.handWritten, summary.speedupOverHandWritten === null ? '' : `  the sync is ${summary.speedupOverHandWritten.toFixed(1)} × as fast (≥ 12)`),
    ...(summary.handWritten !== null && measuredRows < rows ? [`  (measured on ${measuredRows} rows and scaled to ${rows})`] : []),
    ...phaseLines(rounds),
    ...processorLines(rounds),
    `peak memory, threads included: ${Object.entries(peakMemoryMb).map(([who, mb]: [string, number | null]) => `${who} ${mb === null ? 'unknown' : `${mb.toFixed(0)} MB`}`).join(', ')}`,
  ];
}

function phaseLines(rounds: readonly Round[]): string[] {
  const describe = (name: string, syncs: readonly SyncMeasured[]): string[] => {
    const phases = ['extract', 'transfer', 'load', 'prove', 'publish'] as const;
    return syncs.length === 0 ? [] : [`phases, ${name}: ${phases.map((phase) => `${phase} ${seconds(median(syncs.map((sync) => sync.phases[phase])))}`).join(', ')}`];
  };
  return [...describe('first day ', rounds.flatMap(({ sync }) => sync ?? [])), ...describe('second day', rounds.flatMap(({ secondDay }) => secondDay ?? []))];
}

/** The same on a busy machine as on a quiet one, but for what a shared cache costs. */
function processorLines(rounds: readonly Round[]): string[] {
  const describe = (name: string, ours: string, uses: readonly ProcessorUse[]): string[] => {
    if (uses.length === 0) return [];
    const parts = (['platform', 'provider', 'consumer', 'database', 'ours'] as const).map((who) => {
      const known = uses.flatMap((use) => use[who] ?? []);
      return { name: who === 'ours' ? ours : who, used: known.length === 0 ? null : median(known) };
    });
    const total = parts.reduce((sum, { used }) => sum + (used ?? 0), 0);
    const shown = parts.filter(({ used }) => used === null || used >= 0.01);
    return [`processor, ${name}: ${total.toFixed(2)} s: ${shown.map((part) => `${part.name} ${part.used === null ? 'unknown' : `${part.used.toFixed(2)} s`}`).join(', ')}`];
  };
  return [
    ...describe('psql pipe ', 'psql', rounds.flatMap(({ pipe }) => pipe?.processor ?? [])),
    ...describe('first day ', 'benchmark', rounds.flatMap(({ sync }) => sync?.processor ?? [])),
    ...describe('second day', 'benchmark', rounds.flatMap(({ secondDay }) => secondDay?.processor ?? [])),
  ];
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;

/** Said where other programs had more than a trifle of the machine: then the numbers are theirs as well. */
const besideStrangers = (strangers: number | null): string => (strangers === null || strangers < 0.1 ? '' : `; OTHER PROGRAMS USED ${strangers.toFixed(2)} CORES MEANWHILE`);
