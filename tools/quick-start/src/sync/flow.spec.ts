import { basename } from 'node:path';
import { BUSINESS_DATES } from '@syncline/golden-source';
import type { DefinitionDocument } from '@syncline/syncline-cli';
import { catalogueOf, loadFiles, loadScheduling, outputNames } from './definitions.ts';
import { flowOf } from './flow.ts';

const urls = { 'scheduling-platform': 'http://localhost:4100', 'data-provider': 'http://localhost:4200', 'data-provider-2': 'http://localhost:4201', 'data-consumer': 'http://localhost:4300' };
const documents = loadScheduling(urls);

describe('the definitions of the quick start', () => {
  it('show both flows, a date each, and none for any other date', () => {
    expect(BUSINESS_DATES.map((date) => flowOf(date, documents))).toEqual([
      { businessDate: '2026-08-04', kind: 'task', name: 'sync-golden-source', startedBy: 'data-provider' },
      { businessDate: '2026-09-26', kind: 'group', name: 'sync-files', startedBy: 'data-provider' },
    ]);
    expect(() => flowOf('2026-10-30', documents)).toThrow('has a trigger for 2026-10-30');
  });

  it('refuse a trigger that the close of each provider would fire', () => {
    const task = documents.find(({ body }) => body.name === 'sync-golden-source');
    const body = { ...task?.body, triggers: [{ kind: 'message', filter: { '/data/businessDate': '2026-08-04' }, source: null }] };
    expect(() => flowOf('2026-08-04', [{ ...task, body } as unknown as DefinitionDocument])).toThrow('names no provider as its source');
  });

  it('take each file from the provider that has its dataset in the catalogue, with the authentication that it asks for', () => {
    for (const { definition: { source }, provider } of loadFiles(urls)) {
      expect(catalogueOf(provider).map((path) => basename(path, '.yaml'))).toContain(source.dataset);
      expect([source.auth.kind, source.issuer]).toEqual(provider === 'data-provider' ? ['service-jwt', null] : ['api-key', 'urn:syncline:data-provider-2']);
    }
  });

  it('have a member of the group for each file, and after them one for each output', () => {
    const targets = new Map(documents.map(({ body }) => [body.name, 'target' in body ? body.target.urls : []]));
    const members = documents.flatMap(({ body }) => ('members' in body ? body.members : []));
    const wanted = [...loadFiles(urls).map(({ definition: { name } }) => ['ASYNC', `file-syncs/${name}`]), ...outputNames().map((name) => ['SYNC', `outputs/${name}/runs`])];
    expect(members.map(({ task, mode }) => [mode, targets.get(task)])).toEqual(expect.arrayContaining(wanted.map(([mode, path]) => [mode, [`http://localhost:4300/api/v1/${path}`]])));
    expect(members).toHaveLength(wanted.length);
    // Outputs come last: a barrier that waits for every file.
    expect(members.findLastIndex(({ mode }) => mode === 'ASYNC')).toBeLessThan(members.findIndex(({ mode }) => mode === 'SYNC'));
  });
});
