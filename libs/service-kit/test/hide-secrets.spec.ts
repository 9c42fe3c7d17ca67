import { createPino } from '../src/index.ts';

const lines: string[] = [];
const logger = createPino({ format: 'json', level: 'info', base: {} }, { write: (line) => void lines.push(line) });
const logged = (fields: object): Record<string, unknown> => {
  lines.length = 0;
  logger.info(fields, 'said');
  const { level: _level, time: _time, msg: _msg, ...rest } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  return rest;
};

describe('a line of the log', () => {
  it.each(['authorization', 'x-api-key', 'password', 'clientSecret', 'secret', 'token', 'privateKey', 'access_token'])('hides %s in its first three levels', (name) => {
    const secret = { [name]: 'hunter2', shown: 1 };
    expect(logged({ ...secret, one: { ...secret, two: secret }, list: [secret] })).toEqual({
      [name]: '[secret]', shown: 1, one: { [name]: '[secret]', shown: 1, two: { [name]: '[secret]', shown: 1 } }, list: [{ [name]: '[secret]', shown: 1 }],
    });
  });

  it('hides whole objects and what is not a text', () => {
    expect(logged({ secret: { of: 'ours' }, token: 1, password: null })).toEqual({ secret: '[secret]', token: '[secret]', password: '[secret]' });
  });

  it('shows the rest as it is: dates, lists, null, and what knows its own JSON', () => {
    const at = new Date('2026-08-04T12:00:00Z');
    expect(logged({ at, list: [1, [2]], nothing: null, flag: false, url: new URL('http://a/') })).toEqual({ at: at.toISOString(), list: [1, [2]], nothing: null, flag: false, url: 'http://a/' });
  });

  it('describes an error, whatever its driver hung onto it', () => {
    const error = Object.assign(new Error('refused'), { code: '28P01', password: 'hunter2', parameters: ['hunter2'] });
    const { err } = logged({ err: error }) as { err: Record<string, unknown> };
    expect(err).toMatchObject({ type: 'Error', message: 'refused', code: '28P01' });
    expect(JSON.stringify(err)).not.toContain('hunter2');
  });

  it('changes nothing of what it was given', () => {
    const fields = { nested: { token: 'hunter2' } };
    logged(fields);
    expect(fields).toEqual({ nested: { token: 'hunter2' } });
  });
});
