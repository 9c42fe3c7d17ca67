import { jsonDigest } from './json-digest.ts';
import { isJsonPointer, jsonPointer, resolveJsonPointer } from './json-pointer.ts';

/** The document of RFC 6901, section 5. */
const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'e^f': 3, 'g|h': 4, 'i\\j': 5, 'k"l': 6, ' ': 7, 'm~n': 8 };

describe('resolveJsonPointer', () => {
  it.each([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('finds %j as the RFC says', (pointer, value) => expect(resolveJsonPointer(document, pointer)).toEqual(value));

  it.each(['/foo/2', '/foo/01', '/foo/-', '/foo/length', '/none', '/foo/0/x', '/constructor', '/__proto__', '/toString'])('finds nothing at %s', (pointer) =>
    expect(resolveJsonPointer(document, pointer)).toBeUndefined(),
  );

  it('reads ~01 as ~1, not as a slash', () => expect(resolveJsonPointer({ '~1': 'x' }, '/~01')).toBe('x'));

  it.each(['foo', '/a~', '/a~2', ' /a'])('takes %j for no pointer', (text) => {
    expect(isJsonPointer(text)).toBe(false);
    expect(() => resolveJsonPointer({}, text)).toThrow(RangeError);
  });

  it('writes what it reads', () => expect(resolveJsonPointer({ 'a/b': { 'm~n': [1] } }, jsonPointer(['a/b', 'm~n', 0]))).toBe(1));
});

describe('jsonDigest', () => {
  it.each([
    [{ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    [{ a: 1, b: undefined }, { a: 1 }],
    [1.0, 1],
    [['x', null], ['x', null]],
  ])('%j equals %j', (left, right) => expect(jsonDigest(left)).toBe(jsonDigest(right)));

  it.each([
    [{ a: 1 }, { a: '1' }],
    [[1, 2], [2, 1]],
    [{ a: null }, {}],
    [{ 'a":1,"b': 2 }, { a: 1, b: 2 }],
    [[], {}],
    ['null', null],
  ])('%j differs from %j', (left, right) => expect(jsonDigest(left)).not.toBe(jsonDigest(right)));

  it('does not recurse into inherited members', () => expect(jsonDigest(JSON.parse('{"__proto__":{"x":1}}'))).not.toBe(jsonDigest({})));
});
