import { AlertKind } from '@syncline/contract';
import { expectedKey, mendKey, openKey } from './alert-keys.ts';
import type { AlertRequest } from './alert-request.ts';

const longest = 'n'.repeat(63);
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
      mendKey(request({ kind: 'NOT_RECEIVED' })),
      mendKey(request({ kind: 'NOT_RECEIVED', task: null, group: 'sync' })),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('of the same work are the same', () => {
    expect(mendKey(request({ kind: 'MISMATCH', subject: { kind: 'RUN', id: 'another' }, group: 'nightly' }))).toBe(mendKey(request({})));
    expect(mendKey(request({ kind: 'NOT_RECEIVED' }))).toBe(expectedKey({ kind: 'TASK', name: 'sync' }, '2026-08-04'));
  });

  it.each(['OVERDUE', 'SILENT', 'MISFIRED'] as const)('of %s: only what happens to its own subject counts', (kind) => {
    expect(mendKey(request({ kind }))).toBeNull();
  });
});
