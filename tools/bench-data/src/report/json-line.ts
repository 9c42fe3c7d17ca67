import type { Results } from './results.ts';
import { summarise } from './summary.ts';

/** The results as one JSON object on one line; what was not measured is null. Seconds and ratios are medians. */
export function jsonLine(results: Results): string {
  const summary = summarise(results);
  const { platform, provider, consumer } = results.peakMemoryMb;
  const { extract, transfer, load, prove, publish } = summary.phases;
  return JSON.stringify({
    rows: results.rows,
    psqlPipeSeconds: round(summary.pipe),
    syncSeconds: round(summary.sync),
    sealSeconds: round(summary.seal),
    closeToSucceededSeconds: round(summary.closeToSucceeded),
    secondDaySeconds: round(summary.secondDay),
    handWrittenSeconds: round(summary.handWritten),
    ratioToPsqlPipe: round(summary.ratioToPipe),
    ratioCloseToPsqlPipe: round(summary.ratioCloseToPipe),
    ratioSecondDay: round(summary.ratioSecondDay),
    speedupOverHandWritten: round(summary.speedupOverHandWritten),
    peakRssMb: { platform: round(platform, 0), provider: round(provider, 0), consumer: round(consumer, 0) },
    phaseSeconds: { extract: round(extract), transfer: round(transfer), load: round(load), prove: round(prove), publish: round(publish) },
  });
}

const round = (value: number | null, digits = 3): number | null => (value === null ? null : Number(value.toFixed(digits)));
