import { parseCommandLine } from './command-line.ts';

const NOTHING = { quick: false, json: false, help: false, only: [], profile: null, statements: false };

describe('parseCommandLine', () => {
  it.each([
    [[], {}],
    [['--quick', '--json', '--statements'], { statements: true, quick: true, json: true }],
    [['-h'], { help: true }],
    [['--only=one-node,burst'], { only: ['one-node', 'burst'] }],
    [['--profile=a=b'], { profile: 'a=b' }],
  ])('reads %j', (args, expected) => expect(parseCommandLine(args)).toEqual({ wishes: { ...NOTHING, ...expected } }));

  it.each([[['--fast']], [['quick']], [['--only=']], [['--only=one-node,three-nodes']], [['--profile']]])('refuses %j', (args) => {
    expect(parseCommandLine(args)).toHaveProperty('problem');
  });
});
