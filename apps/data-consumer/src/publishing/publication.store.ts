import type { Manifest } from '@syncline/contract';
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import type { ClaimedRow } from '../persistence/sql/claimed-columns.ts';
import { readPublication } from '../persistence/sql/lock-publication.sql.ts';
import { columnsToAdd } from './domain/drift.ts';
import { editionOf, refuseOlder, refuseOtherTarget } from './domain/guards.ts';
import { publishedManifest } from './published-manifest.ts';

/** What is published, for those who only look. */
@Injectable()
export class PublicationStore {
  constructor(private readonly database: Database) {}

  /**
   * Ends a sync that could never be published before a row of it is loaded. The publishing transaction checks the same
   * again, under lock.
   * @throws SyncFailure OLDER_THAN_PUBLISHED, SCHEMA_DRIFT
   */
  async refuseUnfit({ fileName, isOlderAllowed, definitionJson }: Pick<ClaimedRow, 'fileName' | 'isOlderAllowed' | 'definitionJson'>, manifest: Manifest): Promise<void> {
    const [publication] = await this.database.query(readPublication, { fileName });
    if (publication === undefined) return;
    refuseOtherTarget(fileName, definitionJson.target.table, publication.targetTable);
    refuseOlder(editionOf(publication), manifest, isOlderAllowed);
    const published = publishedManifest(publication);
    if (published !== null) columnsToAdd(published, manifest, definitionJson.schemaDrift);
  }

  async isPublished(fileName: string): Promise<boolean> {
    const [publication] = await this.database.query(readPublication, { fileName });
    return publication !== undefined && editionOf(publication) !== null;
  }
}
