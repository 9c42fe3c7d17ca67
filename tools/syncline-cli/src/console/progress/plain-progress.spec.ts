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

  it('tells from time to time what is under way, and what the others wait for', () => {
    const lines: string[] = [];
    const view = new PlainProgress({ print: (line) => lines.push(line) }, 0);
    const waiting = (label: string, phase: string): Progress => progress(label, { phase, isOver: false, isGood: false, rowsTotal: null });
    view.update([progress('a', { phase: 'loading', isOver: false, rowsDone: 7 }), waiting('b', 'waiting'), waiting('c', 'waiting: business date open'), waiting('d', 'waiting: business date open')]);
    expect(lines).toEqual(['    a loading, 7 of 100 rows; 1 waiting; 2 waiting: business date open']);
  });
});
