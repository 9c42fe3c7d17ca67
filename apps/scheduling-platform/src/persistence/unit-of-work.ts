import { Database, type Transaction } from '@syncline/database';
import { Injectable } from '@nestjs/common';

/** A transaction, and what is to be done once it has committed: waking a loop, writing a log line. */
export interface Unit {
  readonly tx: Transaction;
  /** Not called if the transaction fails; called once, however often it had to be tried. */
  readonly afterCommit: (then: () => void) => void;
}

/** Transactions whose consequences outside the database come after the commit, never before. */
@Injectable()
export class UnitOfWork {
  constructor(private readonly database: Database) {}

  async run<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    let consequences: (() => void)[] = [];
    const result = await this.database.transaction((tx) => {
      consequences = [];
      return work({ tx, afterCommit: (then) => consequences.push(then) });
    });
    for (const consequence of consequences) consequence();
    return result;
  }
}
