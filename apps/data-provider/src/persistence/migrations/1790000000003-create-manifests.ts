import { migration } from '@syncline/database';

export const CreateManifests = migration({
  name: 'CreateManifests1790000000003',
  postgres: [
    `CREATE TABLE manifests (
       extract_id uuid NOT NULL,
       jws_json text NOT NULL,
       CONSTRAINT pk_manifests PRIMARY KEY (extract_id)
     )`,
    `CREATE TABLE manifest_chains (
       dataset varchar(63) NOT NULL,
       view_name varchar(63) NOT NULL,
       manifest_digest varchar(64),
       CONSTRAINT pk_manifest_chains PRIMARY KEY (dataset, view_name)
     )`,
    `CREATE TABLE extract_parts (
       extract_id uuid NOT NULL,
       part_number integer NOT NULL,
       stored_digest varchar(64) NOT NULL,
       stored_bytes bigint NOT NULL,
       CONSTRAINT pk_extract_parts PRIMARY KEY (extract_id, part_number)
     )`,
  ],
  oracle: [
    `CREATE TABLE manifests (
       extract_id VARCHAR2(36) NOT NULL,
       jws_json CLOB NOT NULL,
       CONSTRAINT pk_manifests PRIMARY KEY (extract_id)
     )`,
    `CREATE TABLE manifest_chains (
       dataset VARCHAR2(63) NOT NULL,
       view_name VARCHAR2(63) NOT NULL,
       manifest_digest VARCHAR2(64),
       CONSTRAINT pk_manifest_chains PRIMARY KEY (dataset, view_name)
     )`,
    `CREATE TABLE extract_parts (
       extract_id VARCHAR2(36) NOT NULL,
       part_number NUMBER NOT NULL,
       stored_digest VARCHAR2(64) NOT NULL,
       stored_bytes NUMBER NOT NULL,
       CONSTRAINT pk_extract_parts PRIMARY KEY (extract_id, part_number)
     )`,
  ],
});
