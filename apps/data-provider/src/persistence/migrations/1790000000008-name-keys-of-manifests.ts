import { migration } from '@syncline/database';

const INDEXES = ['CREATE INDEX ix_manifests_key_id ON manifests (key_id)'];

export const NameKeysOfManifests = migration({
  name: 'NameKeysOfManifests1790000000008',
  postgres: ['ALTER TABLE manifests ADD key_id varchar(100)', ...INDEXES],
  oracle: ['ALTER TABLE manifests ADD key_id VARCHAR2(100)', ...INDEXES],
});
