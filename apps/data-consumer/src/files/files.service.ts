import { DomainError, jsonDigest, type FileDefinition } from '@syncline/contract';
import { Outbound } from '@syncline/service-auth';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type DataConsumerConfig } from '../data-consumer.config.ts';
import { issuerOf } from './domain/manifest-issuer.ts';
import { FilesStore, type PutResult, type StoredFile } from './files.store.ts';

@Injectable()
export class FilesService {
  constructor(
    private readonly store: FilesStore,
    private readonly outbound: Outbound,
    @Inject(CONFIG) private readonly config: DataConsumerConfig,
  ) {}

  /**
   * Defines a file, or changes it.
   * @param ifVersion the version that the caller saw; undefined: whatever there is
   */
  async put(name: string, definition: FileDefinition, ifVersion: number | undefined): Promise<PutResult & { file: StoredFile }> {
    if (name !== definition.name) {
      throw new DomainError('VALIDATION_FAILED', 'The name in the body must be that in the path.', { errors: [{ pointer: '/name', detail: `must be ${name}` }] });
    }
    this.#refuseUnusableSource(definition);
    const result = await this.store.put(definition, (present) => {
      if (ifVersion !== undefined && present?.version !== ifVersion) {
        throw new DomainError('PRECONDITION_FAILED', present === null ? `${name} is not defined yet.` : `${name} has version ${present.version} by now.`);
      }
      if (present === null) return true;
      if (present.isPublished && present.definition.target.table !== definition.target.table) {
        throw new DomainError('RULE_VIOLATED', `${name} is published as ${present.definition.target.table}; its target cannot change any more.`);
      }
      return jsonDigest(present.definition) !== jsonDigest(definition);
    });
    return { ...result, file: await this.get(name) };
  }

  /** @throws DomainError NOT_FOUND */
  async get(name: string): Promise<StoredFile> {
    const file = await this.store.find(name);
    if (file === null) throw new DomainError('NOT_FOUND', `There is no file ${name}.`);
    return file;
  }

  #refuseUnusableSource({ source }: FileDefinition): void {
    this.outbound.assertOriginAllowed(source.url);
    this.outbound.assertSecretReferences(source.auth);
    const issuer = issuerOf(source, this.config.trustedIssuers);
    if (issuer !== null && this.config.trustedIssuers.some((trusted) => trusted.issuer === issuer)) return;
    throw new DomainError('ISSUER_REQUIRED', issuer === null
      ? 'Name in source.issuer who signs the manifests. It may be left out only for service-jwt with an audience that is the service of a trusted issuer.'
      : `${issuer} is not among the trusted issuers of this service.`);
  }
}
