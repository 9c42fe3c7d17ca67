import { v7 as uuidv7 } from 'uuid';
import { idAt } from './id-at.ts';

describe('idAt', () => {
  const moment = new Date('2026-08-04T12:00:00.000Z');

  it('comes before every id of its moment, and after every id of the one before', () => {
    for (let n = 0; n < 100; n += 1) {
      expect(uuidv7({ msecs: moment.getTime() }) >= idAt(moment)).toBe(true);
      expect(uuidv7({ msecs: moment.getTime() - 1 }) < idAt(moment)).toBe(true);
    }
  });

  it('is the first of all before there were any', () => {
    expect(idAt(new Date(-1))).toBe('00000000-0000-7000-8000-000000000000');
  });
});
