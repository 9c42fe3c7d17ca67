import { DEFAULT_VIEW, type DatasetDefinition } from './dataset-definition.ts';

/** Who asks: never by client id alone, for two issuers may know a client of the same name. */
export interface Client {
  readonly issuer: string;
  readonly clientId: string;
}

/** The view in which the client sees the dataset; undefined: for this client there is no such dataset. */
export function visibleView(dataset: DatasetDefinition, client: Client): string | undefined {
  if (dataset.access === undefined) return DEFAULT_VIEW;
  return dataset.access.find((rule) => rule.issuer === client.issuer && rule.clientId === client.clientId)?.view;
}
