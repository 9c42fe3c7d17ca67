import { stableJson } from '@syncline/contract';
import fc from 'fast-check';
import { type Change, diff } from './diff.ts';

describe('diff', () => {
  it.each<[string, unknown, unknown, Change[]]>([
    ['nothing, where only the order of members differs', { a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 }, []],
    ['a field that changed', { a: { b: 1 } }, { a: { b: 2 } }, [{ pointer: '/a/b', before: 1, after: 2 }]],
    ['a field that came and one that went', { a: 1 }, { b: null }, [{ pointer: '/b', after: null }, { pointer: '/a', before: 1 }]],
    ['another type', { a: [1] }, { a: { 0: 1 } }, [{ pointer: '/a', before: [1], after: { 0: 1 } }]],
    ['an item put in at the front', ['b', 'c'], ['a', 'b', 'c'], [{ pointer: '/0', after: 'a' }]],
    ['an item taken out of the middle', ['a', 'b', 'c'], ['a', 'c'], [{ pointer: '/1', before: 'b' }]],
    ['a field of an item', [{ k: 1, v: 1 }, { k: 2 }], [{ k: 1, v: 2 }, { k: 2 }], [{ pointer: '/0/v', before: 1, after: 2 }]],
    ['two items in another order', ['a', 'b'], ['b', 'a'], [{ pointer: '/0', before: 'a' }, { pointer: '/1', after: 'a' }]],
    ['a name with a slash', { 'a/b': 1 }, { 'a/b': 2 }, [{ pointer: '/a~1b', before: 1, after: 2 }]],
    ['a member that is called like one every object has', {}, { constructor: 1 }, [{ pointer: '/constructor', after: 1 }]],
  ])('finds %s', (_, before, after, changes) => expect(diff(before, after)).toEqual(changes));

  it('compares very long lists place by place, in no time', () => {
    const long = Array.from({ length: 5_000 }, (_, index) => `2026-${index}`);
    expect(diff(long, long.with(4_000, 'x'))).toEqual([{ pointer: '/4000', before: '2026-4000', after: 'x' }]);
  });

  it('is empty if and only if the values are equal as JSON', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
      expect(diff(a, a)).toEqual([]);
      expect(diff(a, b).length === 0).toBe(stableJson(a) === stableJson(b));
    }));
  });

  it('says everything of a list: what went and came accounts for the whole difference, and stands where it says', () => {
    const lists = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(fc.property(lists, lists, (before, after) => {
      const changes = diff(before, after);
      const came = changes.filter((change) => 'after' in change);
      const went = changes.filter((change) => !('after' in change));
      for (const change of came) expect(after[indexOf(change)]).toBe(change.after);
      for (const change of went) expect(before[indexOf(change)]).toBe(change.before);
      const left = changes.flatMap((change) => ('before' in change ? [change.before] : []));
      expect([...after, ...left].sort()).toEqual([...before, ...came.map((change) => change.after)].sort());
    }));
  });
});

const indexOf = ({ pointer }: Change): number => Number(pointer.slice(1));
