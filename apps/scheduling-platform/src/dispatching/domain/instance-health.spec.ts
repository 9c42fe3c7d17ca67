import { InstanceHealth } from './instance-health.ts';

const urls = ['http://a', 'http://b', 'http://c'];
const at = (second: number): Date => new Date(Date.UTC(2026, 7, 4, 18, 0, second));

describe('instances of a target', () => {
  it('are taken in turn', () => {
    const health = new InstanceHealth(30_000);
    const chosen = Array.from({ length: 6 }, () => health.choose(urls, at(0)));
    expect(urls.map((url) => chosen.filter((other) => other === url).length)).toEqual([2, 2, 2]);
  });

  it('are all reached, though another target is called between every two calls', () => {
    const health = new InstanceHealth(30_000);
    const chosen = Array.from({ length: 4 }, () => {
      health.choose(['http://x', 'http://y'], at(0));
      return health.choose(['http://a', 'http://b'], at(0));
    });
    expect(new Set(chosen)).toEqual(new Set(['http://a', 'http://b']));
  });

  it('are passed over for a while after a failure', () => {
    const health = new InstanceHealth(30_000);
    health.failed('http://b', at(0));
    expect(Array.from({ length: 6 }, () => health.choose(urls, at(29)))).not.toContain('http://b');
    expect(Array.from({ length: 3 }, () => health.choose(urls, at(30)))).toContain('http://b');
  });

  it('are all tried when all failed', () => {
    const health = new InstanceHealth(30_000);
    urls.forEach((url) => health.failed(url, at(0)));
    expect(new Set(Array.from({ length: 3 }, () => health.choose(urls, at(1)))).size).toBe(3);
  });
});
