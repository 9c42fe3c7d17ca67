import { AllowedOrigins, Origin } from '../src/index.ts';

const origins = new AllowedOrigins(['http://localhost:4100', 'https://sync.example.com']);
const notAllowed = expect.objectContaining({ code: 'ORIGIN_NOT_ALLOWED' });

it.each([
  'http://localhost:4100/api/v1/runs?x=1',
  'HTTP://LOCALHOST:4100/',
  'https://sync.example.com/x',
  'https://sync.example.com:443/x',
  'https://SYNC.Example.com/x',
])('lets %s pass', (url) => {
  expect(origins.assert(url).href).toMatch(/^https?:\/\//);
});

it.each([
  'https://localhost:4100/',
  'http://sync.example.com/',
  'http://localhost:4101/',
  'http://localhost/',
  'http://127.0.0.1:4100/',
  'http://[::1]:4100/',
  'http://localhost.:4100/',
  'https://sync.example.com./',
  'https://sync.example.com.evil.test/',
  'https://sync.example.com@evil.test/',
  'https://evil.test#@sync.example.com/',
  'https://evil.test\\@sync.example.com/',
  'http://user@localhost:4100/',
  'http://user:password@localhost:4100/',
  'http://localhost:4100@evil.test/',
  'https://sync.example.com:444/',
  'https://sync.example.com:4443@evil.test/',
  'ftp://localhost:4100/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/plain,x',
  '//localhost:4100/',
  '/api/v1',
  'localhost:4100',
  '',
])('refuses %s', (url) => {
  expect(() => origins.assert(url)).toThrow(notAllowed);
});

it('never repeats a password', () => {
  expect(() => origins.assert('http://user:hunter2@evil.test/')).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
});

describe('an origin in the configuration', () => {
  it.each([['http://localhost:4100', 'http://localhost:4100'], ['https://Sync.Example.com/', 'https://sync.example.com']])('reads %s', (text, origin) => {
    expect(Origin.parse(text)).toBe(origin);
  });

  it.each(['http://localhost:4100/api', 'http://user@localhost', 'https://x.test?y', '*', 'ftp://x.test', 'localhost'])('refuses %s', (text) => {
    expect(Origin.safeParse(text).success).toBe(false);
  });
});
