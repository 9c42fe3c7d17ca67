import type { Database, Transaction } from '@syncline/database';
import type { Logger } from '@syncline/service-kit';
import { UnitOfWork } from './unit-of-work.ts';

describe('what follows a commit', () => {
  const logged: unknown[] = [];
  const logger = { error: (fields: unknown) => logged.push(fields) } as unknown as Logger;
  const database = { transaction: (work: (tx: Transaction) => Promise<unknown>) => work({} as Transaction) } as unknown as Database;

  it('is done once and in order, and a failure in it is no failure of the transaction', async () => {
    const called: string[] = [];
    const result = await new UnitOfWork(database, logger).run(({ afterCommit }) => {
      afterCommit(() => called.push('one'));
      afterCommit(() => {
        throw new Error('no such loop');
      });
      afterCommit(() => called.push('three'));
      return Promise.resolve('committed');
    });
    expect([result, called]).toEqual(['committed', ['one', 'three']]);
    expect(logged).toMatchObject([{ err: { message: 'no such loop' } }]);
  });
});
