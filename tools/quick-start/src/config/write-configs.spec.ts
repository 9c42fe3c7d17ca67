import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Home } from '../home/home.ts';
import { ensureConfigs } from './write-configs.ts';

const urls = { 'scheduling-platform': 'http://localhost:4100', 'data-provider': 'http://localhost:4200', 'data-consumer': 'http://localhost:4300' };

describe('ensureConfigs', () => {
  let home: Home;
  beforeEach(() => {
    home = new Home(mkdtempSync(join(tmpdir(), 'syncline-config-')));
    home.make();
  });
  afterEach(() => rmSync(home.path, { recursive: true }));

  it('writes a file a service at the first start and leaves it alone afterwards', () => {
    ensureConfigs(home, urls);
    const mine = `${readFileSync(home.config('data-consumer'), 'utf8')}# mine\n`;
    writeFileSync(home.config('data-consumer'), mine);
    ensureConfigs(home, urls);
    expect(readFileSync(home.config('data-consumer'), 'utf8')).toBe(mine);
  });

  it('says which file was written for other ports, instead of letting a service refuse the others', () => {
    ensureConfigs(home, urls);
    expect(() => ensureConfigs(home, { ...urls, 'data-provider': 'http://localhost:5200' })).toThrow(/data-consumer\.yaml does not allow http:\/\/localhost:5200 .*other ports/);
  });

  it('names the file that cannot be read', () => {
    writeFileSync(home.config('data-provider'), 'a: [1');
    expect(() => ensureConfigs(home, urls)).toThrow(/data-provider\.yaml cannot be read as YAML/);
  });
});
