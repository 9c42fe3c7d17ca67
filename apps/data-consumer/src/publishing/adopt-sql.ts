import { textLiteral } from '@syncline/extract-format/rows';
import { publishedTable, sqlIdentifier, type TableRef } from '../bulk/table-sql.ts';

/**
 * Makes a staging table, whose key is built, the published one (PostgreSQL only: elsewhere DDL commits). In order:
 * 1. It is logged, so that it survives what it was proven to hold; nothing to do where it was made so.
 * 2. It moves under a name that no other table has, neither here nor there: no file or table begins with an underscore.
 * 3. The index of its key becomes its primary key, unless it was loaded with one; under the usual name, if that is free.
 * 4. People who were promised every new table of the schema (`ALTER DEFAULT PRIVILEGES`) may read it. The server sees to
 *    that only where a table is created in the schema, not where one moves in.
 */
export function adoptStaging(staging: TableRef, target: TableRef, table: string): string[] {
  const [own, moving] = [sqlIdentifier('postgres', table), sqlIdentifier('postgres', `_${table}`)];
  return [
    `ALTER TABLE ${staging.sqlName} SET LOGGED`,
    `ALTER TABLE ${staging.sqlName} RENAME TO ${moving}`,
    `ALTER TABLE staging.${moving} SET SCHEMA published`,
    `ALTER TABLE ${publishedTable('postgres', `_${table}`)} RENAME TO ${own}`,
    `DO $$ DECLARE built name; BEGIN
      SELECT c.relname INTO built FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid = ${textLiteral(target.sqlName)}::regclass AND NOT EXISTS (SELECT 1 FROM pg_index p WHERE p.indrelid = i.indrelid AND p.indisprimary);
      IF built IS NOT NULL THEN
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I PRIMARY KEY USING INDEX %I', ${textLiteral(target.sqlName)},
          CASE WHEN to_regclass(${textLiteral(publishedTable('postgres', `${table}_pkey`))}) IS NULL THEN ${textLiteral(`${table}_pkey`)} ELSE built END, built);
      END IF;
    END $$`,
    `DO $$ DECLARE promised record; BEGIN
      FOR promised IN
        SELECT a.privilege_type AS what, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS whom, a.is_grantable
        FROM pg_default_acl d, aclexplode(d.defaclacl) a
        WHERE d.defaclnamespace = 'published'::regnamespace AND d.defaclobjtype = 'r' AND d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)
      LOOP
        EXECUTE format('GRANT %s ON ${target.sqlName.replaceAll('%', '%%')} TO %s%s', promised.what, promised.whom, CASE WHEN promised.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
      END LOOP;
    END $$`,
  ];
}
