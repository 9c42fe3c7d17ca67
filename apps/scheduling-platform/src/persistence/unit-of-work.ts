import { Database, type Transaction } from '@syncline/database';
import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';

/** A transaction, and what is to be done once it has committed: waking a loop, writing a log line. */
export interface Unit {
  readonly tx: Transaction;
  /** Not called if the transaction fails; called once, however often it had to be tried. What it throws is logged: done is done. */
  readonly afterCommit: (then: () => void) => void;
}

/** Transactions whose consequences outside the database come after the commit, never before. */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  async run<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    let consequences: (() => void)[] = [];
    const result = await this.database.transaction((tx) => {
      consequences = [];
      return work({ tx, afterCommit: (then) => consequences.push(then) });
    });
    for (const consequence of consequences) this.#call(consequence);
    return result;
  }

  /** A failure must not look like one of the transaction, or what has been committed would be tried again. */
  #call(consequence: () => void): void {
    try {
      consequence();
    } catch (err) {
      this.logger.error({ err }, 'what was to follow a commit has failed');
    }
  }
}
