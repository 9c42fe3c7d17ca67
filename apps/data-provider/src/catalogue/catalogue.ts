import { DomainError } from '@syncline/contract';
import { visibleView, type Client } from './domain/access.ts';
import { viewNamesOf, type DatasetDefinition } from './domain/dataset-definition.ts';
import { viewOf, type DatasetView } from './domain/dataset-view.ts';

/** The datasets of this provider, as read at the start. */
export class Catalogue {
  readonly #datasets: ReadonlyMap<string, DatasetDefinition>;
  /** When it was accepted, by the database's clock; what was accepted later is of a newer catalogue. */
  readonly acceptedAt: Date;

  constructor(datasets: readonly DatasetDefinition[], acceptedAt: Date) {
    this.acceptedAt = acceptedAt;
    this.#datasets = new Map([...datasets].sort((a, b) => (a.name < b.name ? -1 : 1)).map((dataset) => [dataset.name, dataset]));
  }

  /** All datasets, by name. */
  get datasets(): DatasetDefinition[] {
    return [...this.#datasets.values()];
  }

  /** Every view of the dataset; none if there is no such dataset. */
  viewsOf(dataset: string): DatasetView[] {
    const definition = this.#datasets.get(dataset);
    return definition === undefined ? [] : viewNamesOf(definition).flatMap((name) => viewOf(definition, name) ?? []);
  }

  view(dataset: string, name: string): DatasetView | undefined {
    const definition = this.#datasets.get(dataset);
    return definition === undefined ? undefined : viewOf(definition, name);
  }

  /** What the client sees, each dataset in the client's own view, by name. */
  visibleTo(client: Client): DatasetView[] {
    return this.datasets.flatMap((dataset) => {
      const name = visibleView(dataset, client);
      return (name === undefined ? undefined : viewOf(dataset, name)) ?? [];
    });
  }

  /** @throws DomainError NOT_FOUND, also for a dataset that this client may not see: it shall not learn that it is there */
  requireVisible(dataset: string, client: Client): DatasetView {
    const view = this.visibleTo(client).find((visible) => visible.dataset === dataset);
    if (view === undefined) throw new DomainError('NOT_FOUND', `There is no dataset ${dataset}.`);
    return view;
  }
}
