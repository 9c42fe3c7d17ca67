import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AcceptedTexts, expectStatementsParse } from '../src/index.ts';

// The check is only worth something if it goes red: these folders hold planted mistakes.

const nothingAccepted = new AcceptedTexts(pathToFileURL('/nonexistent/oracle-accepted.json'));
const planted = (name: string): string => join(import.meta.dirname, 'planted', name);

describe('expectStatementsParse', () => {
  it('counts what it has checked', async () => {
    await expect(expectStatementsParse(planted('clean'), nothingAccepted)).resolves.toEqual({ statements: 1, migrations: 1 });
  });

  it('names every statement and migration that Oracle would not take', async () => {
    const error: unknown = await expectStatementsParse(planted('broken'), nothingAccepted).catch((thrown: unknown) => thrown);
    expect(String(error).split('\n').slice(1)).toEqual([
      expect.stringMatching(/^read-runs \(text 2\) 2:8 .*'5'/),
      expect.stringMatching(/^CreateRuns1790000000001 1:\d+ declares a column of a type that Oracle does not have/),
      'CreateNothing1790000000002 does nothing on one engine',
    ]);
  });

  it('names a bind that only one engine knows', async () => {
    await expect(expectStatementsParse(planted('misspelt'), nothingAccepted)).rejects.toThrow(
      'read-runs names :leaseToken on PostgreSQL only\nread-runs names :leaseTokn on Oracle only',
    );
  });

  it('fails when it finds no statement at all', async () => {
    await expect(expectStatementsParse(planted('empty'), nothingAccepted)).rejects.toThrow('There is no statement');
  });
});
