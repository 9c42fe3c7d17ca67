import type { ExtractState } from '@syncline/contract';
import { announcedDatasets, beginsClose, closeOutcome, leftOut, nextRevision, plannedExtracts, type Revision } from './close.ts';

const dataset = (name: string, views = ['default'], hasBusinessDate = true): { name: string; views: string[]; hasBusinessDate: boolean } => ({ name, views, hasBusinessDate });
const revision = (name: string, state: ExtractState, n = 1, viewName = 'default'): Revision => ({ id: `${name}/${viewName}`, dataset: name, viewName, revision: n, state, isWithdrawn: false, isExpired: false });

describe('the close of a business date', () => {
  it('is begun on an open date and after a failure, and at no other time', () => {
    expect([{ state: 'CLOSING', closeNumber: 0 }, { state: 'FAILED', closeNumber: 1 }, { state: 'CLOSING', closeNumber: 1 }, { state: 'CLOSED', closeNumber: 3 }]
      .map((date) => beginsClose(date as Parameters<typeof beginsClose>[0]))).toEqual([true, true, false, false]);
  });

  it('plans every view of every dataset', () => {
    expect(plannedExtracts([dataset('a', ['default', 'short']), dataset('b')], [], true)).toEqual([
      { dataset: 'a', viewName: 'default', revision: 1 }, { dataset: 'a', viewName: 'short', revision: 1 }, { dataset: 'b', viewName: 'default', revision: 1 },
    ]);
  });

  it('leaves a dataset without dates to the newest date', () => {
    expect(plannedExtracts([dataset('a', ['default'], false), dataset('b')], [], false).map((planned) => planned.dataset)).toEqual(['b']);
  });

  it('after a failure builds again what failed, all its views, and nothing else', () => {
    const known = [revision('a', 'SEALED'), revision('b', 'FAILED', 2), revision('b', 'SEALED', 2, 'short')];
    expect(plannedExtracts([dataset('a'), dataset('b', ['default', 'short'])], known, true)).toEqual(nextRevision({ name: 'b', views: ['default', 'short'] }, [revision('b', 'FAILED', 2)]));
  });

  it('builds again what was left out or has expired, under a number of its own', () => {
    for (const gone of [{ isWithdrawn: true }, { isExpired: true }]) {
      expect(plannedExtracts([dataset('a')], [{ ...revision('a', 'SEALED', 3), ...gone }], true)).toEqual([{ dataset: 'a', viewName: 'default', revision: 4 }]);
    }
  });

  it('leaves out what the catalogue offers no more, and what failed and will not be built again', () => {
    const known = [revision('a', 'SEALED'), revision('gone', 'FAILED'), revision('left', 'SEALED'), revision('a', 'SEALED', 1, 'old'), revision('now', 'FAILED'), revision('b', 'FAILED')];
    const datasets = [dataset('a'), dataset('now', ['default'], false), dataset('b')];
    const planned = plannedExtracts(datasets, known, false);
    expect(leftOut(datasets, known, planned).map(({ id }) => id)).toEqual(['gone/default', 'left/default', 'a/old', 'now/default']);
    expect(leftOut(datasets, known.map((each) => ({ ...each, isWithdrawn: true })), planned)).toEqual([]);
  });

  it.each<[ExtractState[], string]>([
    [[], 'CLOSED'], [['SEALED'], 'CLOSED'], [['SEALED', 'BUILDING'], 'CLOSING'], [['FAILED', 'BUILDING'], 'CLOSING'], [['FAILED', 'SEALED'], 'FAILED'], [['SUPERSEDED', 'SEALED'], 'CLOSED'],
  ])('with %j is %s', (states, expected) => {
    expect(closeOutcome(states.map((state) => ({ state })))).toBe(expected);
  });

  it('names each dataset once', () => {
    expect(announcedDatasets([revision('a', 'SEALED', 2), revision('a', 'SEALED', 2, 'short'), revision('b', 'SEALED')])).toEqual([{ dataset: 'a', revision: 2 }, { dataset: 'b', revision: 1 }]);
  });
});
