import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { fileProgress } from '../sync/file-progress.ts';
import { fileSync } from '../../test/fixtures/records.ts';
import { Narrator } from './narrator.ts';
import { PlainProgress } from './plain-progress.ts';
import { Screen } from './screen.ts';

describe('PlainProgress', () => {
  it('tells each file once, when it is over', () => {
    const pipe = new PassThrough();
    const view = new PlainProgress(new Narrator(new Screen(pipe as unknown as WriteStream, () => undefined)));
    const loading = fileSync('b', { state: 'LOADING', endedAt: null });
    view.update(fileProgress(['a', 'b'], [fileSync('a'), loading]));
    view.update(fileProgress(['a', 'b'], [fileSync('a'), loading]));
    view.update(fileProgress(['a', 'b'], [fileSync('a'), fileSync('b', { state: 'FAILED', rowsLoaded: 7 })]));
    expect(String(pipe.read())).toBe('    a: 100 of 100 rows, proven\n    b: 7 of 100 rows, failed\n');
  });
});
