import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { Screen } from '../screen.ts';
import type { LineSink, Progress } from './progress-view.ts';
import { TerminalProgress } from './terminal-progress.ts';

const progress = (label: string, more: Partial<Progress> = {}): Progress => ({ label, phase: 'loading', isOver: false, isGood: false, rowsDone: 50, rowsTotal: 100, ...more });

describe('TerminalProgress', () => {
  /** What a terminal of so many lines shows when the view has finished. */
  const lastFrame = (rows: number, updates: readonly (readonly Progress[])[], columns = 120): { lines: string[]; isTakenBack: boolean; isClean: boolean } => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns, rows });
    let isTakenBack = false;
    const host = { print: () => undefined, yieldTo: (_sink: LineSink) => () => { isTakenBack = true; } };
    const view = new TerminalProgress(new Screen(terminal as unknown as WriteStream, () => undefined), host);
    for (const update of updates) view.update(update);
    terminal.read();
    view.finish();
    const raw = String(terminal.read());
    const text = stripVTControlCharacters(raw);
    // Every line that begins a colour ends it too.
    const isClean = raw.split('\n').every((line) => !line.includes('\u001B[2m') || line.lastIndexOf('\u001B[2m') < Math.max(line.lastIndexOf('\u001B[22m'), line.lastIndexOf('\u001B[0m')));
    return { isClean, lines: text.split('\n').map((line) => line.trim()).filter((line) => line !== ''), isTakenBack };
  };

  it('has a bar a thing, whatever it is called now, and gives the terminal back', () => {
    const { lines, isTakenBack } = lastFrame(24, [[progress('sync')], [progress('cities'), progress('a-rather-long-name', { phase: 'proven', isOver: true, isGood: true, rowsDone: 7, rowsTotal: 7 })]]);
    expect(lines).toEqual([
      `cities             ${'━'.repeat(14)}${'─'.repeat(14)}             50 of 100  loading`,
      `a-rather-long-name ${'━'.repeat(28)}                7 of 7  proven`,
    ]);
    expect(isTakenBack).toBe(true);
  });

  it('says no more than fits on the line', () => {
    const { lines, isClean } = lastFrame(24, [[progress('a', { phase: 'x'.repeat(200) }), progress('b', { phase: 'y'.repeat(200), rowsTotal: null })]], 80);
    expect(lines.map((line) => '    '.length + line.length)).toEqual([79, 79]);
    expect(lines).toEqual([expect.stringMatching(/ 50 of 100 {2}x{10,}$/), expect.stringMatching(/─ {2}y{30,}$/)]);
    expect(isClean).toBe(true);
  });

  it('takes a bar away with its thing', () => {
    expect(lastFrame(24, [[progress('a'), progress('b')], [progress('b')]]).lines).toEqual([expect.stringMatching(/^b /)]);
  });

  it('shows what is under way first where the terminal is too low for all', () => {
    const over = ['a', 'b', 'c'].map((label) => progress(label, { isOver: true }));
    expect(lastFrame(6, [[...over, progress('d')]]).lines.map((line) => line[0])).toEqual(['d', 'a']);
  });
});
