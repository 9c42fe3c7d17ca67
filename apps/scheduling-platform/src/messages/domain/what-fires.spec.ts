import type { CloudEvent, MessageTrigger } from '@syncline/contract';
import { whatFires, type Listener } from './what-fires.ts';

const event: CloudEvent = { specversion: '1.0', id: '1', source: 'data-provider', type: 'closed', subject: '2026-08-04', data: { businessDate: '2026-08-04', reason: 'CLOSE', datasets: [{ n: 1 }] } };
const trigger = (changes: Partial<MessageTrigger> = {}): MessageTrigger => ({ kind: 'message', type: 'closed', source: null, subject: null, filter: {}, businessDate: null, expectedBy: null, ...changes });
const hear = (...triggers: Partial<MessageTrigger>[]): Listener[] => triggers.map((changes) => ({ task: 'sync', trigger: trigger(changes) }));
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
    expect(whatFires(event, hear({ businessDate: '/data/businessDate' }))).toEqual({ kind: 'fires', firings: [{ task: 'sync', businessDate: '2026-08-04' }] });
  });

  it.each(['/data/reason', '/data/missing', '/data/datasets'])('refuses the event when %s is no business date', (pointer) => {
    expect(whatFires(event, hear({ businessDate: pointer }))).toEqual({ kind: 'unreadable', task: 'sync', pointer });
  });

  it('fires a task once for one event, however many of its triggers match', () => {
    expect(whatFires(event, hear({}, { source: 'data-provider' }))).toMatchObject({ firings: [{ task: 'sync' }] });
  });
});
