import oracledb from 'oracledb';
import type { GoldenSource, SourceReader, SourceSnapshot } from '../golden-source.ts';
import { connect, unavailableOr } from './oracle-connection.ts';
import { OracleReader } from './oracle-reader.ts';

const CURRENT_SCN = 'SELECT TO_CHAR(DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER) FROM dual';
const AT_SCN = 'BEGIN DBMS_FLASHBACK.ENABLE_AT_SYSTEM_CHANGE_NUMBER(TO_NUMBER(:scn)); END;';

/**
 * Oracle as golden source. WRITTEN, NOT RUN: there is no Oracle on the machines where this was made.
 *
 * One snapshot for many readers: a system change number. Every reader's session is set back to it, which covers relations
 * and queries alike (`AS OF SCN` would have to stand behind every table inside of a query). Nothing keeps the snapshot
 * alive: where undo does not last as long as the build, the source answers ORA-01555, and the build fails and says so.
 * The user needs EXECUTE on DBMS_FLASHBACK and FLASHBACK on what is read.
 */
export class OracleGoldenSource implements GoldenSource {
  readonly dialect = 'oracle';
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async openSnapshot(): Promise<SourceSnapshot> {
    const connection = await connect(this.#url);
    try {
      const { rows } = await connection.execute<[string]>(CURRENT_SCN, {}, { outFormat: oracledb.OUT_FORMAT_ARRAY });
      const scn = rows?.[0]?.[0] ?? '';
      return { openReader: () => this.#readerAt(scn), close: () => Promise.resolve() };
    } catch (error) {
      throw unavailableOr(error);
    } finally {
      await connection.close({ drop: true });
    }
  }

  async openReader(): Promise<SourceReader> {
    return new OracleReader(await connect(this.#url));
  }

  async #readerAt(scn: string): Promise<SourceReader> {
    const connection = await connect(this.#url);
    try {
      await connection.execute(AT_SCN, { scn });
      return new OracleReader(connection);
    } catch (error) {
      await connection.close({ drop: true });
      throw unavailableOr(error);
    }
  }
}
