import { Database } from '@syncline/database';
import { ServiceIdentity } from '@syncline/service-auth';
import { Logger } from '@syncline/service-kit';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { selectManifestKeys } from '../persistence/sql/select-manifest-keys.sql.ts';

/**
 * Sees to it that a change of keys does not make manifests worthless in silence: who reads one that was signed by a former
 * key looks for that key among those that are published. Said and not refused, for a key that was stolen must go.
 */
@Injectable()
export class ManifestKeys implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly identity: ServiceIdentity,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const keyId of await this.unpublished()) {
      this.logger.error({ keyId }, 'manifests that are kept were signed by a key that is not published any more: name its file in retiredKeyFiles, or nobody can verify them');
    }
  }

  /** Keys of kept manifests that the JWKS does not have. */
  async unpublished(): Promise<string[]> {
    const published = new Set(this.identity.jwks().keys.map(({ kid }) => kid));
    return (await this.database.query(selectManifestKeys, {})).map(({ keyId }) => keyId).filter((keyId) => !published.has(keyId));
  }
}
