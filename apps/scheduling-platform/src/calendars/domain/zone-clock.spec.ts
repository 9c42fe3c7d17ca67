import { isTimeZone, ZoneClock } from './zone-clock.ts';

describe('a time zone', () => {
  it.each(['Australia/Lord_Howe', 'Etc/UTC', 'UTC', 'Europe/London'])('exists: %s', (name) => expect(isTimeZone(name)).toBe(true));
  it.each(['Europe/Atlantis', '+05:30', 'UTC+3', 'local', 'system', '', 'Europe/London; DROP TABLE'])('does not exist: %j', (name) => expect(isTimeZone(name)).toBe(false));
});

describe('the clock of a zone', () => {
  const at = (time: string): number => Date.parse(time);
  const london = new ZoneClock('Europe/London');

  it('changes when it changes, seen from either side and from far away', () => {
    const spring = at('2027-03-28T01:00:00Z');
    expect(london.nextChange(spring - 1, spring)).toBe(spring);
    expect(london.nextChange(spring, at('2027-10-01T00:00:00Z'))).toBeNull();
    expect(london.nextChange(at('2026-11-01T00:00:00Z'), at('2027-12-01T00:00:00Z'))).toBe(spring);
    expect(london.lastChange(spring - 1, spring)).toBe(spring);
    expect(london.lastChange(at('2026-11-01T00:00:00Z'), spring - 1)).toBeNull();
    expect(london.lastChange(at('2020-01-01T00:00:00Z'), at('2027-12-01T00:00:00Z'))).toBe(at('2027-10-31T01:00:00Z'));
  });

  it('does not change where there is nothing to change', () => {
    expect(new ZoneClock('Asia/Kolkata').nextChange(at('2026-01-01T00:00:00Z'), at('2036-01-01T00:00:00Z'))).toBeNull();
  });
});
