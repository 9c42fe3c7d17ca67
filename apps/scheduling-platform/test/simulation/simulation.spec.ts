import { realCore } from './core.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { search, tell } from './search.ts';
import { simulationConfig } from './simulation.config.ts';

const { stories, seed } = simulationConfig();

/** Until a planted bug shows; most do within some dozens of stories. */
const STORIES_UNTIL_RED = 5_000;

describe(`the platform in a world without mercy (seed ${seed})`, () => {
  it(`keeps its laws in ${stories} stories`, () => {
    const found = search(realCore, { numRuns: stories, seed });
    if (found !== null) throw new Error(tell(found));
  }, 600_000);

  it.each(PLANTED_BUGS)('would show that %s', (_, bug) => {
    expect(search({ ...realCore, ...bug }, { numRuns: STORIES_UNTIL_RED, seed, isShortened: false })?.law).toEqual(expect.any(String));
  });
});
