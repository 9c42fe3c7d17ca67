import { AlertKind, type MessageTrigger } from '@syncline/contract';
import { expectedKey, mendKey, openKey } from './alert-keys.ts';
import type { AlertRequest } from './alert-request.ts';

const longest = 'n'.repeat(63);
const hears: MessageTrigger = { kind: 'message', type: 'closed', source: null, subject: null, filter: {}, businessDate: '/data/businessDate', expectedBy: null };
const request = (changes: Partial<AlertRequest>): AlertRequest => ({ kind: 'FAILED', subject: { kind: 'RUN', id: '01997c4e-7b00-7000-8000-000000000002' }, task: 'sync', group: null, businessDate: '2026-08-04', detail: '', ...changes });

describe('keys of alerts', () => {
  it('fit their columns, whatever the names', () => {
    for (const kind of AlertKind.options) {
      expect(openKey(kind, request({}).subject.id).length).toBeLessThanOrEqual(60);
      for (const subject of ['RUN', 'GROUP_RUN', 'OCCURRENCE'] as const) {
        expect(mendKey(request({ kind, task: longest, group: longest, subject: { kind: subject, id: 'x' } }))?.length ?? 0).toBeLessThanOrEqual(100);
      }
    }
  });

  it('tell runs from group runs, tasks from groups, and dates from none', () => {
    const keys = [
      mendKey(request({})),
      mendKey(request({ businessDate: null })),
      mendKey(request({ businessDate: '2026-08-05' })),
      mendKey(request({ subject: { kind: 'GROUP_RUN', id: 'x' }, task: null, group: 'sync' })),
      expectedKey({ kind: 'TASK', name: 'sync' }, hears, '2026-08-04'),
      expectedKey({ kind: 'GROUP', name: 'sync' }, hears, '2026-08-04'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('of the same work are the same', () => {
    expect(mendKey(request({ kind: 'MISMATCH', subject: { kind: 'RUN', id: 'another' }, group: 'nightly' }))).toBe(mendKey(request({})));
    expect(mendKey(request({ kind: 'NOT_RECEIVED', expected: 'EXPECTED:x:2026-08-04' }))).toBe('EXPECTED:x:2026-08-04');
  });

  it('of what is expected tell by what is heard, and not by when it is to come', () => {
    const key = (changes: Partial<MessageTrigger>): string => expectedKey({ kind: 'TASK', name: longest }, { ...hears, ...changes }, '2026-08-04');
    const differing = [{}, { type: 'opened' }, { source: 'x' }, { subject: 'x' }, { filter: { '/x': 1 } }, { businessDate: null }];
    expect(new Set(differing.map(key)).size).toBe(differing.length);
    expect(key({ expectedBy: { time: '19:30', timeZone: 'Europe/London', calendar: null, daysAfterBusinessDate: 0 } })).toBe(key({}));
    expect(key({}).length).toBeLessThanOrEqual(100);
  });

  it.each(['OVERDUE', 'SILENT', 'MISFIRED'] as const)('of %s: only what happens to its own subject counts', (kind) => {
    expect(mendKey(request({ kind }))).toBeNull();
  });
});
