import { inWorkspace } from './workspace.ts';

/** Each app is released by its own team: a change in one must not rebuild, retest or redeploy the other two. */

const affectedBy = async (file: string): Promise<string[]> =>
  JSON.parse(await inWorkspace('nx/dist/bin/nx.js', 'show', 'projects', '--affected', `--files=${file}`, '--json')) as string[];

const apps = ['scheduling-platform', 'data-provider', 'data-consumer'];
const project = (app: string) => `@syncline/${app}`;

describe('nx affected', () => {
  it.each(apps)('a change in %s leaves the other two apps out', async (app) => {
    const affected = await affectedBy(`apps/${app}/src/main.ts`);
    expect(affected).toContain(project(app));
    for (const other of apps.filter((name) => name !== app)) expect(affected).not.toContain(project(other));
  }, 60_000);

  it('a change in the contract reaches all three', async () => {
    const affected = await affectedBy('libs/contract/src/index.ts');
    expect(affected).toEqual(expect.arrayContaining(apps.map(project)));
  }, 60_000);

  it('a change in the extract format leaves the platform out', async () => {
    const affected = await affectedBy('libs/extract-format/src/index.ts');
    expect(affected).toEqual(expect.arrayContaining(['data-provider', 'data-consumer'].map(project)));
    expect(affected).not.toContain(project('scheduling-platform'));
  }, 60_000);
});
