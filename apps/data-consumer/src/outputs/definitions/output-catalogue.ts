import { DomainError } from '@syncline/contract';
import { loadDefinitions } from '@syncline/service-kit';
import type { OutputDefinition } from './output-definition.ts';
import { readOutputFile } from './read-output-file.ts';

/** The outputs of this service, as read at the start. */
export class OutputCatalogue {
  readonly #outputs: ReadonlyMap<string, OutputDefinition>;

  constructor(outputs: ReadonlyMap<string, OutputDefinition>) {
    this.#outputs = outputs;
  }

  /**
   * Reads every `*.sql` of the folder, an output a file.
   * @param folder null: there are no outputs
   * @throws ConfigError with all problems of all files at once, each with file and line
   */
  static async load(folder: string | null): Promise<OutputCatalogue> {
    if (folder === null) return new OutputCatalogue(new Map());
    return new OutputCatalogue(await loadDefinitions({ service: 'data-consumer', folder, files: /\.sql$/, read: readOutputFile, what: 'output' }));
  }

  /** All of them, by name. */
  get all(): OutputDefinition[] {
    return [...this.#outputs.values()];
  }

  /** @throws DomainError NOT_FOUND */
  require(name: string): OutputDefinition {
    const output = this.#outputs.get(name);
    if (output === undefined) throw new DomainError('NOT_FOUND', `There is no output ${name}.`);
    return output;
  }
}
