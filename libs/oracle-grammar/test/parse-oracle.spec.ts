import { parseOracle } from '../src/index.ts';

describe('what Syncline says to Oracle, and the grammar understands', () => {
  it.each([
    ['binds', 'SELECT * FROM runs WHERE id = :id AND mode_name = :mode'],
    ['SKIP LOCKED', 'SELECT id FROM runs WHERE due_at < :now FOR UPDATE SKIP LOCKED'],
    ['a limited query', 'SELECT id FROM runs ORDER BY due_at FETCH FIRST :limit ROWS ONLY'],
    ['a limited subquery under a lock', 'SELECT id FROM runs WHERE id IN (SELECT id FROM runs FETCH FIRST 5 ROWS ONLY) FOR UPDATE'],
    ['MERGE', 'MERGE INTO t USING (SELECT :a AS a FROM dual) s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET b = :b WHERE t.c = :c WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, :b)'],
    ['JSON_TABLE', `SELECT j.id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id VARCHAR2(36) PATH '$.id', n NUMBER PATH '$.n')) j`],
    ['the clock', 'SELECT COALESCE(CAST(:now AS TIMESTAMP WITH TIME ZONE), SYSTIMESTAMP) AS now FROM dual'],
    ['durations', `UPDATE runs SET lease_until = SYSTIMESTAMP + NUMTODSINTERVAL(:leaseMs / 1000, 'SECOND') WHERE id = :id`],
    ['tables', `CREATE TABLE runs (id VARCHAR2(36) NOT NULL CONSTRAINT pk_runs PRIMARY KEY, is_open NUMBER(1) DEFAULT 0 NOT NULL, data_json CLOB, CONSTRAINT ck_open CHECK (is_open IN (0, 1)))`],
    ['a name that only the grammar reserves', 'UPDATE extracts SET compression = :compression'],
    ['blocks', `BEGIN IF 1 NOT IN (0, 4) THEN RAISE_APPLICATION_ERROR(-20001, 'x; FALSE'); END IF; DBMS_LOCK.SLEEP(1); END;`],
    ['what is said in quotes and comments', `SELECT 'text; TRUE, now()' AS said /* LIMIT 5; */ FROM dual -- ;`],
  ])('%s', (_, sql) => {
    expect(parseOracle(sql)).toEqual([]);
  });
});

describe('planted mistakes that the grammar finds', () => {
  it.each([
    ['a doubled comma', 'SELECT a,, b FROM t', '1:9'],
    ['an open bracket', 'SELECT (a FROM t', '1:11'],
    ['a missing table', 'SELECT a\n  FROM', '2:3'],
    ['a misspelt keyword', 'UPDATE t SE a = 1', '1:13'],
    ['LIMIT', 'SELECT a FROM t LIMIT 5', '1:23'],
    ['a cast of PostgreSQL', 'SELECT a::date FROM t', '1:9'],
    ['RETURNING without INTO', 'UPDATE t SET a = 1 RETURNING id', '1:32'],
    ['ON CONFLICT', 'INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING', '1:30'],
    ['UPDATE … FROM', 'UPDATE t SET a = s.a FROM s WHERE s.id = t.id', '1:22'],
    ['several rows of VALUES', 'INSERT INTO t (a) VALUES (1), (2)', '1:29'],
    ['ILIKE', `SELECT a FROM t WHERE a ILIKE 'x'`, '1:25'],
    ['FILTER', 'SELECT COUNT(*) FILTER (WHERE a = 1) FROM t', '1:24'],
    ['AS before the name of a table', 'SELECT a FROM t AS x', '1:17'],
    ['DISTINCT ON', 'SELECT DISTINCT ON (a) a FROM t', '1:17'],
    ['IS DISTINCT FROM', 'SELECT a FROM t WHERE a IS DISTINCT FROM b', '1:25'],
    ['two statements', 'SELECT 1 FROM dual SELECT 2 FROM dual', '1:20'],
    ['nothing', '', '1:1'],
  ])('%s', (_, sql, place) => {
    expect(parseOracle(sql)[0]).toMatch(new RegExp(`^${place} `));
  });
});

describe('planted mistakes that the grammar is blind to, and the pitfalls name', () => {
  it.each([
    ['SELECT a FROM t;', '1:16 ends with a semicolon'],
    ['SELECT a FROM t ORDER BY a FETCH FIRST 5 ROWS ONLY FOR UPDATE SKIP LOCKED', '1:28 locks the rows of a limited query'],
    ['SELECT 1', '1:1 selects from nothing'],
    ['SELECT a FROM t WHERE (SELECT 1) = 1', '1:24 selects from nothing'],
    ['SELECT a FROM t WHERE TRUE', '1:23 has a boolean'],
    ['UPDATE t SET is_open = false', '1:24 has a boolean'],
    ['SELECT CAST(a AS text) FROM t', 'casts to a type'],
    ['CREATE TABLE t (id VARCHAR2(36), at timestamptz)', 'declares a column of a type'],
    ['ALTER TABLE t ADD data jsonb', 'declares a column of a type'],
    ['CREATE TABLE t (id VARCHAR2(36), mode VARCHAR2(10))', 'names a column by a reserved word'],
    ['SELECT now() FROM dual', '1:8 calls a function of PostgreSQL'],
    ['SELECT a FROM t ORDER BY a COLLATE "C"', 'names a collation of PostgreSQL'],
    [`SELECT SYSTIMESTAMP + INTERVAL '5 seconds' FROM dual`, 'has an interval of PostgreSQL'],
    [`SELECT a FROM t WHERE a <> ''`, 'compares with the empty text'],
  ])('%s', (sql, says) => {
    expect(parseOracle(sql).join('\n')).toContain(says);
  });
});

describe('what neither of them sees', () => {
  it.each([
    ['a column that is not there', 'SELECT no_such_column FROM dual'],
    ['a function that is not there', 'SELECT no_such_function(1) FROM dual'],
    ['too few values', 'INSERT INTO t (a, b) VALUES (1)'],
    ['a text where a number stands', `SELECT a FROM t WHERE ROWNUM = 'x'`],
    ['a reserved word as a name in a query', 'SELECT r.level FROM runs r'],
  ])('%s', (_, sql) => {
    expect(parseOracle(sql)).toEqual([]);
  });
});
