import { randomHex } from '../src/trace/random-hex.ts';

it('gives digits of the length asked for, and none twice, over many pools', () => {
  const given = Array.from({ length: 5_000 }, (_, index) => randomHex(index % 2 === 0 ? 8 : 16));
  expect(given.every((text, index) => (index % 2 === 0 ? /^[0-9a-f]{16}$/ : /^[0-9a-f]{32}$/).test(text))).toBe(true);
  expect(new Set(given.map((text) => text.slice(0, 16))).size).toBe(given.length);
});
