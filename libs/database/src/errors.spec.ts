import { isLockTimeout, isRefusedCommit, isTransactionConflict, isUniqueViolation, isUnreachable } from './errors.ts';

const postgres = (code: string): Error => Object.assign(new Error(code), { code });
const oracle = (errorNum: number): Error => Object.assign(new Error(), { errorNum, code: `ORA-${errorNum}` });

describe('what an error means', () => {
  it('is the same on both engines, and through the wrapping of TypeORM', () => {
    expect(isUniqueViolation(postgres('23505'))).toBe(true);
    expect(isUniqueViolation(oracle(1))).toBe(true);
    expect(isUniqueViolation(Object.assign(new Error(), { driverError: oracle(1) }))).toBe(true);
    expect(isUniqueViolation(new Error('x', { cause: postgres('23505') }))).toBe(true);
    expect(isUniqueViolation(postgres('23503'))).toBe(false);
    expect(isUniqueViolation(undefined)).toBe(false);
  });

  it.each([postgres('40001'), postgres('40P01'), oracle(60), oracle(8177)])('%s is a conflict', (error) => {
    expect(isTransactionConflict(error)).toBe(true);
  });

  it.each([postgres('55P03'), oracle(54), oracle(30006)])('%s says that a lock was waited for in vain, which is no conflict', (error) => {
    expect([isLockTimeout(error), isTransactionConflict(error), isUnreachable(error)]).toEqual([true, false, false]);
  });

  it.each([postgres('23505'), postgres('40001'), oracle(2091), oracle(2291)])('%s refuses a commit', (error) => {
    expect(isRefusedCommit(error)).toBe(true);
  });

  it.each([postgres('57P01'), postgres('08006'), postgres('40003'), postgres('ECONNRESET'), oracle(3113), new Error('Connection terminated unexpectedly')])(
    '%s leaves the outcome of a commit open',
    (error) => expect(isRefusedCommit(error)).toBe(false),
  );

  it.each([postgres('ECONNREFUSED'), postgres('57P01'), postgres('08006'), postgres('53300'), oracle(3113), oracle(12541), new Error('timeout exceeded when trying to connect')])(
    '%s says that the database cannot be reached',
    (error) => expect(isUnreachable(error)).toBe(true),
  );

  it.each([postgres('23505'), postgres('22001'), postgres('40P01'), oracle(1), new Error('a mistake of ours'), undefined])('%s is about the work', (error) => {
    expect(isUnreachable(error)).toBe(false);
  });
});
