import fc from 'fast-check';
import { insertOf, jsonRows, rowsOf } from './json-rows.ts';

describe('rows that travel as JSON', () => {
  it('have the names of their columns, instants as text, and JSON as the text of it', () => {
    const at = new Date('2026-08-04T12:00:00.000Z');
    expect(JSON.parse(jsonRows([{ runId: 'a', at, attempt: 2, isApplied: false, dataJson: { b: [1] } }, { runId: 'b', detail: null, dataJson: null, at: undefined }]))).toEqual([
      { run_id: 'a', at: '2026-08-04T12:00:00.000Z', attempt: 2, is_applied: false, data_json: '{"b":[1]}' },
      { run_id: 'b', detail: null, data_json: null, at: null },
    ]);
    expect(jsonRows([])).toBe('[]');
  });

  it('carry any text and any JSON unharmed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (detail, dataJson) => {
      const [row] = JSON.parse(jsonRows([{ detail, dataJson }])) as [{ detail: string; data_json: string | null }];
      expect(row.detail).toBe(detail);
      expect(row.data_json === null ? null : JSON.parse(row.data_json)).toEqual(JSON.parse(JSON.stringify(dataJson)));
    }));
  });

  it('are read and inserted by the same names on both engines', () => {
    const rows = rowsOf('events', 'n', { runId: 'uuid', at: 'instant', isApplied: 'boolean' });
    expect(rows.postgres).toBe('jsonb_to_recordset(CAST(:events AS jsonb)) AS n (run_id uuid, at timestamptz, is_applied boolean)');
    expect(rows.oracle).toContain(`is_applied VARCHAR2(5) PATH '$.is_applied'`);
    expect(insertOf('run_events', 'events', { runId: 'uuid', kind: 'word' }).postgres).toMatch(/^INSERT INTO run_events \(run_id, kind\) SELECT n\.run_id, n\.kind FROM jsonb_to_recordset/);
  });
});
