import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Home } from '../home/home.ts';
import { ensureApiKey } from '../home/keys.ts';
import { ensureConfigs } from './write-configs.ts';

const urls = { 'scheduling-platform': 'http://localhost:4100', 'data-provider': 'http://localhost:4200', 'data-provider-2': 'http://localhost:4201', 'data-consumer': 'http://localhost:4300' };

const digest = 'c'.repeat(64);

describe('ensureConfigs', () => {
  let home: Home;
  beforeEach(() => {
    home = new Home(mkdtempSync(join(tmpdir(), 'syncline-config-')));
    home.make();
  });
  afterEach(() => rmSync(home.path, { recursive: true }));

  it('writes a file an instance at the first start and leaves it alone afterwards', () => {
    ensureConfigs(home, urls, digest);
    const mine = `${readFileSync(home.config('data-consumer'), 'utf8')}# mine\n`;
    writeFileSync(home.config('data-consumer'), mine);
    ensureConfigs(home, urls, digest);
    expect(readFileSync(home.config('data-consumer'), 'utf8')).toBe(mine);
  });

  it('says which files were written for other ports, instead of letting a service refuse the others', () => {
    ensureConfigs(home, urls, digest);
    expect(() => ensureConfigs(home, { ...urls, 'data-provider': 'http://localhost:5200' }, digest)).toThrow(
      /other ports[\s\S]*scheduling-platform\.yaml has the keys of data-provider at http:\/\/localhost:4200\S*, but it is at http:\/\/localhost:5200\n.*data-consumer\.yaml does not allow http:\/\/localhost:5200 in/,
    );
  });

  it('says which file does not know the API key, after one of the two was changed', () => {
    ensureConfigs(home, urls, ensureApiKey(home));
    expect(statSync(home.apiKey).mode & 0o777).toBe(0o600);
    const key = readFileSync(home.apiKey, 'utf8');
    expect(readFileSync(home.config('data-provider-2'), 'utf8')).not.toContain(key);
    ensureConfigs(home, urls, ensureApiKey(home));
    rmSync(home.apiKey);
    expect(() => ensureConfigs(home, urls, ensureApiKey(home))).toThrow(/data-provider-2\.yaml does not know the key in .*data-provider-2-api-key/);
  });

  it('names the file that cannot be read', () => {
    writeFileSync(home.config('data-provider'), 'a: [1');
    expect(() => ensureConfigs(home, urls, digest)).toThrow(/data-provider\.yaml cannot be read as YAML/);
  });
});
