import { cronSyntaxError } from './cron-expression.ts';
import { TaskDefinition } from './task.ts';

const smallest = {
  name: 'sync-golden-source',
  target: { urls: ['http://localhost:4300/api/v1/sync-jobs'], auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' } },
};
const cron = { kind: 'cron', expression: '0 30 18 * * MON-FRI', timeZone: 'Europe/London' };

describe('TaskDefinition', () => {
  it('fills in the defaults of the wire contract', () => {
    expect(TaskDefinition.parse(smallest)).toEqual({
      name: 'sync-golden-source',
      target: { ...smallest.target, timeout: 'PT10S', maxInFlight: 50, reporter: null },
      triggers: [],
      completion: 'RECONCILED',
      redispatchEvery: 'PT10S',
      retry: { maxAttempts: 5, initial: 'PT5S', factor: 2, max: 'PT5M' },
      deadlines: { overdueAfter: null, overdueAt: null, silentAfter: 'PT5M', failAfter: 'PT24H' },
      overlap: 'QUEUE',
      priority: 0,
      parameters: {},
    });
  });

  it('fills in what a partial object leaves out', () => {
    expect(TaskDefinition.parse({ ...smallest, retry: { maxAttempts: 2 }, deadlines: { overdueAfter: 'PT30M' } })).toMatchObject({
      retry: { maxAttempts: 2, initial: 'PT5S', factor: 2, max: 'PT5M' },
      deadlines: { overdueAfter: 'PT30M', silentAfter: 'PT5M' },
    });
  });

  it('accepts the example of the wire contract', () => {
    const example = {
      name: 'sync-golden-source',
      target: { ...smallest.target, timeout: 'PT10S', maxInFlight: 50, reporter: { issuer: 'urn:syncline:data-consumer', subject: 'data-consumer' } },
      triggers: [
        {
          kind: 'message', type: 'io.syncline.business-date.closed', source: 'data-provider', filter: { '/data/reason': 'CLOSE' },
          businessDate: '/data/businessDate', expectedBy: { time: '19:30', timeZone: 'Europe/London', calendar: 'london', daysAfterBusinessDate: 0 },
        },
        { ...cron, calendar: 'london', businessDate: 'SAME_DAY', misfire: 'FIRE_ONCE', maxLateness: 'PT2H', maxCatchUp: 10 },
        { kind: 'interval', every: 'PT15M' },
      ],
      completion: 'RECONCILED', redispatchEvery: 'PT10S',
      retry: { maxAttempts: 5, initial: 'PT5S', factor: 2, max: 'PT5M' },
      deadlines: { overdueAfter: 'PT30M', overdueAt: { time: '20:00', timeZone: 'Europe/London', daysAfterBusinessDate: 0 }, silentAfter: 'PT5M', failAfter: 'PT24H' },
      overlap: 'QUEUE', priority: 0, parameters: {},
    };
    expect(TaskDefinition.safeParse(example).error).toBeUndefined();
  });

  it('needs a reporter where the target cannot be told from its token', () => {
    const target = { urls: smallest.target.urls, auth: { kind: 'none' } };
    expect(TaskDefinition.safeParse({ ...smallest, target }).error?.issues).toMatchObject([{ path: ['target', 'reporter'] }]);
    expect(TaskDefinition.safeParse({ ...smallest, target: { ...target, reporter: { issuer: 'i', subject: 's' } } }).success).toBe(true);
  });

  it('lets an answer take an hour and no more', () => {
    const parse = (timeout: string) => TaskDefinition.safeParse({ ...smallest, target: { ...smallest.target, timeout } });
    expect(parse('PT1H').success).toBe(true);
    for (const timeout of ['PT1H0.001S', 'P25D']) expect(parse(timeout).error?.issues).toMatchObject([{ path: ['target', 'timeout'], message: 'must be at most PT1H' }]);
    expect(parse('soon').error?.issues).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['an unknown field', { colour: 'red' }],
    ['an unknown field within', { target: { ...smallest.target, url: 'x' } }],
    ['no url', { target: { ...smallest.target, urls: [] } }],
    ['a relative url', { target: { ...smallest.target, urls: ['/sync-jobs'] } }],
    ['a short redispatch', { redispatchEvery: 'PT0.5S' }],
    ['an interval of 1 ms', { triggers: [{ kind: 'interval', every: 'PT0.001S' }] }],
    ['an unknown trigger', { triggers: [{ kind: 'file' }] }],
    ['an unreadable cron', { triggers: [{ ...cron, expression: '*/0 * * * *' }] }],
    ['a filter that is no pointer', { triggers: [{ kind: 'message', type: 't', filter: { 'data/reason': 'CLOSE' } }] }],
    ['an unknown overlap', { overlap: 'WAIT' }],
    ['no attempts', { retry: { maxAttempts: 0 } }],
    ['a fraction of an attempt', { retry: { maxAttempts: 1.5 } }],
    ['a priority as text', { priority: '1' }],
  ])('refuses %s', (_what, change) => expect(TaskDefinition.safeParse({ ...smallest, ...change }).success).toBe(false));
});

describe('cronSyntaxError', () => {
  it.each(['0 30 18 * * MON-FRI', '30 18 * * 1-5', '*/15 * * * * *', '0 0 12 1,15 * ?', '0 0 0 ? * SUN', '0 9-17/2 * jan-mar *', '0 0 * * 7', '0 0 * * 5-7', '0 0 * * FRI-SUN', '0 0 30 2 *'])(
    'reads %s',
    (expression) => expect(cronSyntaxError(expression)).toBeNull(),
  );

  it.each(['', '* * * *', '* * * * * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 8', '*/0 * * * *', '5-1 * * * *', '0 0 L * *', '0 0 15W * *', '0 0 * * 5#3', '? * * * *', '1,,2 * * * *', '@daily', '0 0 * * MONDAY', '0 0 1,? * *', '-5 * * * *'])(
    'refuses %j',
    (expression) => expect(cronSyntaxError(expression)).not.toBeNull(),
  );
});
