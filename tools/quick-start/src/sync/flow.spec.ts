import { BUSINESS_DATES } from '@syncline/golden-source';
import { loadFiles, loadScheduling } from './definitions.ts';
import { flowOf } from './flow.ts';

const urls = { 'scheduling-platform': 'http://localhost:4100', 'data-provider': 'http://localhost:4200', 'data-consumer': 'http://localhost:4300' };
const documents = loadScheduling(urls);

describe('the definitions of the quick start', () => {
  it('show both flows, a date each, and none for any other date', () => {
    expect(BUSINESS_DATES.map((date) => flowOf(date, documents))).toEqual([
      { businessDate: '2026-08-04', kind: 'task', name: 'sync-golden-source' },
      { businessDate: '2026-09-26', kind: 'group', name: 'sync-files' },
    ]);
    expect(() => flowOf('2026-10-30', documents)).toThrow('has a trigger for 2026-10-30');
  });

  it('have a member of the group for each file', () => {
    const targets = new Map(documents.map(({ body }) => [body.name, 'target' in body ? body.target.urls : []]));
    const members = documents.flatMap(({ body }) => ('members' in body ? body.members : []));
    expect(members.map(({ task }) => targets.get(task))).toEqual(loadFiles(urls).map(({ name }) => [`http://localhost:4300/api/v1/file-syncs/${name}`]));
  });
});
