import { DomainError } from '@syncline/contract';
import type { Extract } from '@syncline/contract';
import type { Identity } from '../server/identity.ts';
import type { RowTexts, StandInDataset } from './dataset.ts';
import { sealExtract } from './sealed-extract.ts';
import type { SealedExtract } from './sealed-extract.ts';

/** The sealed extracts of a stand-in; a business date is sealed when it is first asked for. */
export class ExtractShelf {
  readonly #identity: Identity;
  readonly #datasets: Map<string, StandInDataset>;
  /** In the order of sealing. */
  readonly #sealed: SealedExtract[] = [];
  /** Sealing takes its turn, so that two who ask at once get one extract. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(identity: Identity, datasets: readonly StandInDataset[]) {
    this.#identity = identity;
    this.#datasets = new Map(datasets.map((dataset) => [dataset.name, dataset]));
  }

  datasets(): StandInDataset[] {
    return [...this.#datasets.values()];
  }

  /** @throws DomainError NOT_FOUND */
  dataset(name: string): StandInDataset {
    const dataset = this.#datasets.get(name);
    if (dataset === undefined) throw new DomainError('NOT_FOUND', `there is no dataset ${name}`);
    return dataset;
  }

  /** @throws DomainError NOT_FOUND */
  get(id: string): SealedExtract {
    const sealed = this.#sealed.find(({ extract }) => extract.id === id);
    if (sealed === undefined) throw new DomainError('NOT_FOUND', `there is no extract ${id}`);
    return sealed;
  }

  /** Newest first. */
  list({ dataset, businessDate }: { dataset?: string | undefined; businessDate?: string | undefined }): Extract[] {
    return this.#sealed
      .map(({ extract }) => extract)
      .filter((extract) => (dataset ?? extract.dataset) === extract.dataset && (businessDate ?? extract.businessDate) === extract.businessDate)
      .reverse();
  }

  /** @throws DomainError NOT_FOUND, BUSINESS_DATE_OPEN */
  newest(name: string, businessDate: string): Promise<Extract> {
    return this.#inTurn(async () => {
      const dataset = this.dataset(name);
      if (dataset.days[businessDate] === undefined) throw new DomainError('BUSINESS_DATE_OPEN', `${businessDate} is not closed yet`, { retryAfterSeconds: 1 });
      return this.list({ dataset: name, businessDate })[0] ?? (await this.#seal(dataset, businessDate));
    });
  }

  /** Takes other rows for a business date and seals them as its next revision. */
  restate(name: string, businessDate: string, rows: readonly RowTexts[], changes: Partial<StandInDataset> = {}): Promise<Extract> {
    return this.#inTurn(() => {
      const dataset = { ...this.dataset(name), ...changes, days: { ...this.dataset(name).days, [businessDate]: rows } };
      this.#datasets.set(name, dataset);
      return this.#seal(dataset, businessDate);
    });
  }

  async #seal(dataset: StandInDataset, businessDate: string): Promise<Extract> {
    const [before] = this.list({ dataset: dataset.name, businessDate });
    const previous = this.list({ dataset: dataset.name })[0]?.manifestDigest ?? null;
    const sealed = await sealExtract(this.#identity, dataset, { businessDate, revision: (before?.revision ?? 0) + 1, previousManifestDigest: previous });
    this.#sealed.push(sealed);
    if (before !== undefined) this.get(before.id).extract = { ...before, state: 'SUPERSEDED', supersededBy: sealed.extract.id };
    return sealed.extract;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
