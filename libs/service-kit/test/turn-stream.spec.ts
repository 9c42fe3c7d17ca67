import { fileURLToPath } from 'node:url';
import { startProcess } from '@syncline/test-kit';

const script = fileURLToPath(new URL('./fixtures/last-lines.mjs', import.meta.url));

describe('the log of a process that ends in the turn in which it wrote', () => {
  it.each([{ BY_EXIT: 'true', code: 3 }, { BY_EXIT: 'false', code: 1 }])('holds every line, once and in order ($BY_EXIT)', async ({ BY_EXIT, code }) => {
    const dying = await startProcess({ script, env: { BY_EXIT } });
    await expect(dying.exited).resolves.toMatchObject({ code });
    const numbers = dying.output().split('\n').filter((line) => line.startsWith('{"level"')).map((line) => (JSON.parse(line) as { line: number }).line);
    expect(numbers).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });
});
