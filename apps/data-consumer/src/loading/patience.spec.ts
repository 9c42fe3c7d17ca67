import { Patience, SourceTooSlow } from './patience.ts';

describe('the patience with a source', () => {
  it('ends with silence, and with a drip, after two idle times', () => {
    const silent = new Patience(30_000);
    silent.waited(30_000, 0);
    expect(() => silent.waited(30_000, 0)).toThrow(SourceTooSlow);
    const drip = new Patience(30_000);
    drip.waited(29_000, 1);
    drip.waited(29_000, 1);
    expect(() => drip.waited(29_000, 1)).toThrow('it brought 3 bytes in 87 s');
  });

  it('lasts for any time in which enough comes', () => {
    const slow = new Patience(30_000);
    for (let second = 0; second < 1000; second += 1) slow.waited(1000, 1024);
    slow.waited(0, 0);
    expect(() => { for (let second = 0; second < 61; second += 1) slow.waited(1000, 0); }).toThrow(SourceTooSlow);
  });
});
