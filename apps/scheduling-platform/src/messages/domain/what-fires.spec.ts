import type { CloudEvent, MessageTrigger } from '@syncline/contract';
import { expectedKey } from '../../alerts/domain/alert-keys.ts';
import { whatFires, type Listener } from './what-fires.ts';

const event: CloudEvent = { specversion: '1.0', id: '1', source: 'data-provider', type: 'closed', subject: '2026-08-04', data: { businessDate: '2026-08-04', reason: 'CLOSE', datasets: [{ n: 1 }] } };
const owner = { kind: 'TASK', name: 'sync' } as const;
const trigger = (changes: Partial<MessageTrigger> = {}): MessageTrigger => ({ kind: 'message', type: 'closed', source: null, subject: null, filter: {}, businessDate: null, expectedBy: null, ...changes });
const hear = (...triggers: Partial<MessageTrigger>[]): Listener[] => triggers.map((changes) => ({ owner, version: 3, isPaused: false, trigger: trigger(changes) }));
const fires = (changes: Partial<MessageTrigger>): boolean => {
  const result = whatFires(event, hear(changes));
  return result.kind === 'fires' && result.firings.length === 1;
};

describe('what an event fires', () => {
  it.each<[Partial<MessageTrigger>, boolean]>([
    [{}, true],
    [{ type: 'opened' }, false],
    [{ source: 'data-provider' }, true],
    [{ source: 'someone' }, false],
    [{ subject: '2026-08-04' }, true],
    [{ subject: '2026-08-05' }, false],
    [{ filter: { '/data/reason': 'CLOSE' } }, true],
    [{ filter: { '/data/reason': 'close' } }, false],
    [{ filter: { '/data/datasets/0': { n: 1 } } }, true],
    [{ filter: { '/data/datasets/0/n': '1' } }, false],
    [{ filter: { '/data/missing': null } }, false],
    [{ filter: { '/data/reason': 'CLOSE', '/source': 'someone' } }, false],
  ])('%j: %s', (changes, expected) => {
    expect(fires(changes)).toBe(expected);
  });

  it('takes the business date by its pointer', () => {
    expect(whatFires(event, hear({ businessDate: '/data/businessDate' }))).toEqual({
      kind: 'fires', firings: [{ owner: { kind: 'TASK', name: 'sync' }, version: 3, isPaused: false, businessDate: '2026-08-04', expected: [] }],
    });
  });

  it.each(['/data/reason', '/data/missing', '/data/datasets'])('refuses the event when %s is no business date', (pointer) => {
    expect(whatFires(event, hear({ businessDate: pointer }))).toEqual({ kind: 'unreadable', detail: `Task sync needs a business date at ${pointer}, and there is none.` });
  });

  it('fires a task once for one event, however many of its triggers match', () => {
    expect(whatFires(event, hear({}, { source: 'data-provider' }))).toMatchObject({ firings: [{ owner: { name: 'sync' } }] });
  });

  it('says which of the triggers that match expect it, each once', () => {
    const expectedBy = { time: '19:30', timeZone: 'Europe/London', calendar: null, daysAfterBusinessDate: 0 };
    expect(whatFires(event, hear({ expectedBy }, {}, { source: 'data-provider', expectedBy }, { expectedBy: { ...expectedBy, time: '20:00' } }))).toMatchObject({
      firings: [{ expected: [expectedKey(owner, trigger(), null), expectedKey(owner, trigger({ source: 'data-provider' }), null)] }],
    });
    expect(whatFires(event, hear({}, { source: 'someone', expectedBy }))).toMatchObject({ firings: [{ expected: [] }] });
  });
});
