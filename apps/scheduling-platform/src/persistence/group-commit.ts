import { DomainError } from '@syncline/contract';
import { CommitOutcomeUnknownError, isLockTimeout, isUnreachable } from '@syncline/database';

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface SetAside<Item, Result> extends Waiting<Item, Result> {
  /** How often it was tried alone. */
  readonly tries: number;
}

/** Items tried alone at a time, and how often each, when somebody holds a lock: few of the pool's connections, and longer than a frozen transaction lives. */
const ASIDE = 3;
const TRIES = 3;

export interface GroupCommitLimits<Item> {
  /** Batches under way at a time: while they are being committed, the next one collects. */
  readonly batches: number;
  /** What a batch may weigh; an item that alone weighs more goes alone. */
  readonly items: number;
  /** What an item weighs; 1 if not given. */
  readonly weigh?: (item: Item) => number;
  /** What may be unanswered at a time, by weight; 10,000 if not given. */
  readonly unanswered?: number;
}

const UNANSWERED = 10_000;

/**
 * Lets concurrent requests of one process share a transaction. Model:
 *   - An item that comes while fewer than `batches` are under way goes at once: a lone request waits for nobody, and
 *     there is no timer. Items that come meanwhile collect, and go together when a batch has ended.
 *   - Each item gets its own result, once the transaction of its batch has committed.
 *   - A batch of several that fails was undone as a whole. Its items are then tried one by one, in order, so that an item
 *     at fault fails alone. Two failures are no item's fault, and all that is left of the batch shares them: an unknown
 *     outcome of the commit, after which nothing may be tried twice, and a database that is not there.
 *   - What is unanswered has a limit: beyond it a database that is too slow would fill the memory with requests whose
 *     callers have long gone. Who comes then is refused, and nothing is lost by it: callers from outside are told to come
 *     again (503), deadlines stay due, and a settlement leaves its lease to run out, after which the run is dispatched again.
 *   - A batch that waited in vain for a lock says nothing about whose item needs it, and each further try may wait as long.
 *     So its items leave the way of the batches, which go on, and are tried alone, a few at a time; who meets the lock again
 *     goes behind the others, and gets the error after the third time.
 */
export class GroupCommit<Item, Result> {
  readonly #run: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #limits: GroupCommitLimits<Item>;
  readonly #onBatch: (size: number) => void;
  #waiting: Waiting<Item, Result>[] = [];
  readonly #aside: SetAside<Item, Result>[] = [];
  #unanswered = 0;
  #underWay = 0;
  #underWayAside = 0;

  /** @param run carries items out in one transaction; a result for each, in their order */
  constructor(run: (items: readonly Item[]) => Promise<readonly Result[]>, limits: GroupCommitLimits<Item>, onBatch: (size: number) => void = () => undefined) {
    this.#run = run;
    this.#limits = limits;
    this.#onBatch = onBatch;
  }

  /** @throws DomainError SERVICE_UNAVAILABLE when too much waits already */
  async submit(item: Item): Promise<Result> {
    const { weigh = () => 1, unanswered = UNANSWERED } = this.#limits;
    const weight = weigh(item);
    if (this.#unanswered > 0 && this.#unanswered + weight > unanswered) throw new DomainError('SERVICE_UNAVAILABLE', 'More is asked of the service at the moment than it can do.', { retryAfterSeconds: 5 });
    this.#unanswered += weight;
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#waiting.push({ item, resolve, reject });
        this.#next();
      });
    } finally {
      this.#unanswered -= weight;
    }
  }

  #next(): void {
    if (this.#underWay >= this.#limits.batches || this.#waiting.length === 0) return;
    const batch = this.#waiting.splice(0, this.#fitting());
    this.#underWay += 1;
    void this.#carryOut(batch).finally(() => {
      this.#underWay -= 1;
      this.#next();
    });
  }

  /** How many of those that wait go together. */
  #fitting(): number {
    const { items, weigh } = this.#limits;
    if (weigh === undefined) return items;
    let [count, weight] = [0, 0];
    for (const { item } of this.#waiting) {
      weight += weigh(item);
      if (count > 0 && weight > items) break;
      count += 1;
    }
    return count;
  }

  async #carryOut(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.#onBatch(batch.length);
    try {
      const results = await this.#run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      if (isLockTimeout(error)) this.#setAside(batch);
      else if (batch.length > 1 && !isNobodysFault(error)) await this.#oneByOne(batch);
      else for (const { reject } of batch) reject(error);
    }
  }

  async #oneByOne(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    for (const [index, { item, resolve, reject }] of batch.entries()) {
      try {
        resolve((await this.#run([item]))[0] as Result);
      } catch (error) {
        if (isLockTimeout(error)) return this.#setAside(batch.slice(index));
        reject(error);
        if (!isNobodysFault(error)) continue;
        for (const left of batch.slice(index + 1)) left.reject(error);
        return;
      }
    }
  }

  #setAside(items: readonly Waiting<Item, Result>[]): void {
    this.#aside.push(...items.map((item) => ({ ...item, tries: 0 })));
    this.#nextAside();
  }

  #nextAside(): void {
    for (; this.#underWayAside < ASIDE && this.#aside.length > 0; this.#underWayAside += 1) {
      void this.#alone(this.#aside.shift() as SetAside<Item, Result>).finally(() => {
        this.#underWayAside -= 1;
        this.#nextAside();
      });
    }
  }

  async #alone(one: SetAside<Item, Result>): Promise<void> {
    try {
      one.resolve((await this.#run([one.item]))[0] as Result);
    } catch (error) {
      const tries = one.tries + 1;
      if (isLockTimeout(error) && tries < TRIES) this.#aside.push({ ...one, tries });
      else one.reject(error);
    }
  }
}

const isNobodysFault = (error: unknown): boolean => error instanceof CommitOutcomeUnknownError || isUnreachable(error);
