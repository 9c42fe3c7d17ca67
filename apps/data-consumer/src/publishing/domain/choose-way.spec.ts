import { changedShare, chooseWay, type Situation } from './choose-way.ts';

const situation = (changes: Partial<Situation> = {}): Situation => ({
  apply: 'MERGE', isTargetThere: true, canAdopt: true, isReferenced: false, rowsBefore: 1000, rowsStaged: 1000, sample: { rows: 100, missing: 0, differing: 1 }, ...changes,
});

describe('the way to new rows', () => {
  it.each<[string, Partial<Situation>, string]>([
    ['nothing is there yet', { isTargetThere: false, rowsBefore: 0, sample: null }, 'ADOPT'],
    ['nothing is there yet, even to replace', { isTargetThere: false, apply: 'REPLACE', rowsBefore: 0, sample: null }, 'ADOPT'],
    ['nothing is there yet, and tables cannot be adopted', { isTargetThere: false, canAdopt: false, rowsBefore: 0, sample: null }, 'REFILL'],
    ['the target is empty', { rowsBefore: 0, sample: null }, 'REFILL'],
    ['the new day is empty', { rowsStaged: 0, sample: null }, 'REFILL'],
    ['little changed', {}, 'MERGE'],
    ['nobody looked', { sample: null }, 'MERGE'],
    ['little changed, but all is to be replaced', { apply: 'REPLACE' }, 'REFILL'],
    ['all is to be replaced, but others refer to it', { apply: 'REPLACE', isReferenced: true }, 'MERGE'],
    ['all of it changed, but others refer to it', { isReferenced: true, sample: { rows: 99, missing: 0, differing: 99 } }, 'MERGE'],
    ['all of it goes, to which others refer', { isReferenced: true, rowsStaged: 0, sample: null }, 'REFILL'],
    ['two thirds of it changed', { sample: { rows: 99, missing: 0, differing: 66 } }, 'REFILL'],
    ['just less than that changed', { sample: { rows: 99, missing: 0, differing: 65 } }, 'MERGE'],
    ['most rows go', { rowsStaged: 100, sample: { rows: 100, missing: 0, differing: 0 } }, 'REFILL'],
    ['most rows are new', { rowsBefore: 100, sample: { rows: 100, missing: 90, differing: 0 } }, 'REFILL'],
  ])('where %s', (_what, changes, way) => expect(chooseWay(situation(changes))).toBe(way));
});

it('a share is never more than twice, and never less than nothing', () => {
  expect(changedShare({ rowsBefore: 10, rowsStaged: 10, sample: { rows: 10, missing: 10, differing: 0 } })).toBe(2);
  expect(changedShare({ rowsBefore: 10, rowsStaged: 20, sample: { rows: 10, missing: 0, differing: 0 } })).toBe(0);
});
