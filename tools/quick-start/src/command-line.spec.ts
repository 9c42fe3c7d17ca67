import { parseCommandLine } from './command-line.ts';

describe('parseCommandLine', () => {
  it('wishes nothing special without flags', () => {
    expect(parseCommandLine([])).toEqual({ wishes: { once: false, reset: false, help: false } });
  });

  it('takes flags together', () => {
    expect(parseCommandLine(['--reset', '--once'])).toEqual({ wishes: { once: true, reset: true, help: false } });
  });

  it.each(['--onec', 'once', '-o', '--once=true'])('refuses %s and says what is known', (flag) => {
    expect(parseCommandLine(['--once', flag])).toEqual({ problem: `Unknown: ${flag}. Known are --once, --reset, --help.` });
  });
});
