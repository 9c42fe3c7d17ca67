import { parseCommandLine } from './command-line.ts';

const FULL = { rows: 1_000_000, rounds: 3, json: false, help: false, only: [], profile: null, statements: false };

describe('parseCommandLine', () => {
  it.each([
    [[], {}],
    [['--rows', '250000', '--json'], { rows: 250_000, json: true }],
    [['--rows=10', '--rounds=1'], { rows: 10, rounds: 1 }],
    [['--quick', '--statements'], { rows: 100_000, rounds: 1, statements: true }],
    [['--rows=7', '--quick'], { rows: 7, rounds: 1 }],
    [['-h'], { help: true }],
    [['--only=sync,psql-pipe'], { only: ['sync', 'psql-pipe'] }],
    [['--profile=a=b'], { profile: 'a=b' }],
  ])('reads %j', (args, expected) => expect(parseCommandLine(args)).toEqual({ wishes: { ...FULL, ...expected } }));

  it.each([
    [['--fast']], [['quick']], [['--rows']], [['--rows', '0']], [['--rows=1e6']], [['--rows=-5']], [['--rows=9999999999']], [['--rounds', '--json']],
    [['--only=']], [['--only=sync,pgloader']], [['--profile']], [['--json=yes']],
  ])('refuses %j', (args) => expect(parseCommandLine(args)).toHaveProperty('problem'));
});
