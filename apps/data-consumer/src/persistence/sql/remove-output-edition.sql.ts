import type { Statement } from '@syncline/database';

const text = 'DELETE FROM output_edition WHERE output_name = :outputName AND business_date = :businessDate';

/** In the transaction that removes the rows. */
export const removeOutputEdition: Statement<{ outputName: string; businessDate: string }> = { name: 'remove-output-edition', postgres: text, oracle: text };
