import { PlainProgress } from './plain-progress.ts';
import type { Progress } from './progress-view.ts';

const progress = (label: string, more: Partial<Progress> = {}): Progress => ({ label, phase: 'proven', isOver: true, isGood: true, rowsDone: 100, rowsTotal: 100, ...more });

describe('PlainProgress', () => {
  it('tells each thing once, when it is over', () => {
    const lines: string[] = [];
    const view = new PlainProgress({ print: (line) => lines.push(line) });
    const loading = progress('b', { phase: 'loading', isOver: false, isGood: false });
    view.update([progress('a'), loading]);
    view.update([progress('a'), loading]);
    view.update([progress('a'), progress('b', { phase: 'failed', isGood: false, rowsDone: 7 }), progress('c', { phase: 'skipped', rowsDone: 0, rowsTotal: null })]);
    expect(lines).toEqual(['    a: 100 of 100 rows, proven', '    b: 7 of 100 rows, failed', '    c: skipped']);
  });
});
