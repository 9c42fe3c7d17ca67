import type { MessageTrigger } from '@syncline/contract';
import { decideIntake, type KnownMessage, type PublishedEvent } from './decide-intake.ts';
import type { Listener } from './what-fires.ts';

const published = (id: string, data: object = { businessDate: '2026-08-04' }): PublishedEvent => ({
  messageId: `message-${id}-${JSON.stringify(data)}`, identityDigest: id, contentDigest: JSON.stringify(data), event: { specversion: '1.0', id, source: 's', type: 'closed', data },
});
const trigger: MessageTrigger = { kind: 'message', type: 'closed', source: null, subject: null, filter: {}, businessDate: '/data/businessDate', expectedBy: null };
const listeners = new Map<string, Listener[]>([['closed', [{ owner: { kind: 'TASK', name: 'sync' }, version: 1, isPaused: false, trigger }]]]);
const decide = (requests: PublishedEvent[][], known = new Map<string, KnownMessage>()) => decideIntake(requests, known, listeners);
const unreadable = published('u', { businessDate: 'soon' });

describe('requests that arrive together', () => {
  it('are taken each for itself: one that is refused takes nothing of the others with it', () => {
    const decisions = decide([[published('1')], [unreadable], [published('2')]]);
    expect(decisions.map(({ kind }) => kind)).toEqual(['taken', 'refused', 'taken']);
    expect(decisions[1]).toMatchObject({ code: 'BUSINESS_DATE_UNREADABLE' });
  });

  it('leave no trace when they are refused: what they brought is new to the next one', () => {
    const [refused, next] = decide([[published('1'), unreadable], [published('1')]]);
    expect([refused?.kind, next]).toMatchObject(['refused', { kind: 'taken', messages: [{ kind: 'new' }] }]);
  });

  it('know what came a moment before, in the same request or in another', () => {
    const first = published('1');
    const again = { ...published('1'), messageId: 'else' };
    expect(decide([[first, again], [again]])).toMatchObject([
      { messages: [{ kind: 'new' }, { kind: 'duplicate', messageId: first.messageId }] }, { messages: [{ kind: 'duplicate', messageId: first.messageId }] },
    ]);
  });

  it('conflict when one identity comes with two contents, in one batch or over time', () => {
    const other = published('1', { businessDate: '2026-08-05' });
    expect(decide([[published('1')], [other]])).toMatchObject([{ kind: 'taken' }, { kind: 'refused', code: 'MESSAGE_CONFLICT' }]);
    expect(decide([[published('1'), other]])).toMatchObject([{ kind: 'refused', code: 'MESSAGE_CONFLICT' }]);
    expect(decide([[other]], new Map([['1', { messageId: 'first', contentDigest: published('1').contentDigest }]]))).toMatchObject([{ code: 'MESSAGE_CONFLICT' }]);
  });

  it('are answered with the first result though nobody could read them now', () => {
    const known = new Map([['u', { messageId: 'first', contentDigest: unreadable.contentDigest }]]);
    expect(decide([[unreadable]], known)).toEqual([{ kind: 'taken', messages: [{ kind: 'duplicate', messageId: 'first' }] }]);
  });
});
