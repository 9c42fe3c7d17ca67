import type { SyncMeasured } from '../measurements/measure-sync.ts';
import { jsonLine } from './json-line.ts';
import type { Results, Round } from './results.ts';

const processor = { platform: 1, provider: 1, consumer: 1, database: 1, ours: 1 };
const sync = (seconds: number): SyncMeasured => ({
  seconds, sealSeconds: seconds / 2, closeToSucceededSeconds: seconds * 1.5 + 0.1, processor, phases: { extract: seconds / 2, transfer: 0.5, load: 3.21234, prove: 1, publish: 0.25 },
});
const round = (pipe: number, message: number, secondDay: number, handWritten: number): Round => ({
  pipe: { seconds: pipe, processor }, sync: sync(message), secondDay: sync(secondDay), handWritten: { seconds: handWritten, measuredRows: 100_000 },
});
const NOTHING: Results = { rows: 5, rounds: [{ pipe: null, sync: null, secondDay: null, handWritten: null }], peakMemoryMb: { platform: null, provider: null, consumer: null }, strangers: null };

describe('jsonLine', () => {
  it('has the members of the issue: medians, and their ratios', () => {
    const results: Results = {
      rows: 1_000_000, strangers: 0, peakMemoryMb: { platform: 110.4, provider: 180.5, consumer: 240 },
      rounds: [round(8, 6, 9, 120), round(99, 5, 99, 999), round(7, 60, 4, 90)],
    };
    expect(JSON.parse(jsonLine(results))).toEqual({
      rows: 1_000_000,
      psqlPipeSeconds: 8, syncSeconds: 6, sealSeconds: 3, closeToSucceededSeconds: 9.1, secondDaySeconds: 9, handWrittenSeconds: 120,
      ratioToPsqlPipe: 0.75, ratioCloseToPsqlPipe: 1.137, ratioSecondDay: 1.125, speedupOverHandWritten: 20,
      peakRssMb: { platform: 110, provider: 181, consumer: 240 },
      phaseSeconds: { extract: 3, transfer: 0.5, load: 3.212, prove: 1, publish: 0.25 },
    });
  });

  it('says null, not 0, for what was not measured', () => {
    const line = JSON.parse(jsonLine(NOTHING)) as Record<string, unknown>;
    expect(line).toMatchObject({ rows: 5, psqlPipeSeconds: null, ratioToPsqlPipe: null, speedupOverHandWritten: null, peakRssMb: { consumer: null }, phaseSeconds: { load: null } });
    expect(Object.keys(line)).toHaveLength(13);
  });

  it('is one line', () => expect(jsonLine(NOTHING)).not.toContain('\n'));
});
