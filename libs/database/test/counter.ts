import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { migration, statement } from '../src/index.ts';

/** A small table with one column of every kind that Syncline's tables use. */
@Entity('counters')
@Index('ix_counters_due', ['dueAt'])
export class Counter {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_counters' })
  id!: string;

  @Column('varchar', { length: 100 })
  name!: string;

  @Column('integer')
  amount!: number;

  @Column('varchar', { length: 10, nullable: true })
  businessDate!: string | null;

  @Column('timestamp with time zone', { precision: 3, nullable: true })
  dueAt!: Date | null;

  @Column('simple-json', { name: 'data_json', nullable: true })
  data!: object | null;

  @Column({ type: Boolean })
  isOpen!: boolean;
}

export const createCounters = migration({
  name: 'CreateCounters1790000000001',
  postgres: [
    `CREATE TABLE counters (
       id uuid NOT NULL CONSTRAINT pk_counters PRIMARY KEY,
       name varchar(100) NOT NULL,
       amount integer NOT NULL,
       business_date varchar(10),
       due_at timestamp(3) with time zone,
       data_json text,
       is_open boolean NOT NULL
     )`,
    'CREATE INDEX ix_counters_due ON counters (due_at)',
  ],
  oracle: [
    `CREATE TABLE counters (
       id VARCHAR2(36) NOT NULL CONSTRAINT pk_counters PRIMARY KEY,
       name VARCHAR2(100) NOT NULL,
       amount NUMBER NOT NULL,
       business_date VARCHAR2(10),
       due_at TIMESTAMP(3) WITH TIME ZONE,
       data_json CLOB,
       is_open NUMBER NOT NULL
     )`,
    'CREATE INDEX ix_counters_due ON counters (due_at)',
  ],
});

export interface CounterRow {
  id: string;
  name: string;
  amount: number;
  businessDate: string | null;
  dueAt: Date | null;
  dataJson: unknown;
  isOpen: boolean;
}

export const insertCounter = statement<Omit<CounterRow, 'dataJson'> & { data: string | null }>({
  name: 'insert-counter',
  postgres: `INSERT INTO counters (id, name, amount, business_date, due_at, data_json, is_open)
             VALUES (:id, :name, :amount, :businessDate, :dueAt, :data, :isOpen)`,
  oracle: `INSERT INTO counters (id, name, amount, business_date, due_at, data_json, is_open)
           VALUES (:id, :name, :amount, :businessDate, :dueAt, :data, :isOpen)`,
});

export const readCounter = statement<{ id: string }, CounterRow>({
  name: 'read-counter',
  postgres: 'SELECT * FROM counters WHERE id = :id',
  oracle: 'SELECT * FROM counters WHERE id = :id',
});

/** Guarded by the amount that the caller saw; the changed row comes back. */
export const addToCounter = statement<{ id: string; seen: number; more: number }, { amount: number }>({
  name: 'add-to-counter',
  postgres: 'UPDATE counters SET amount = amount + :more WHERE id = :id AND amount = :seen RETURNING amount',
  oracle: [
    'UPDATE counters SET amount = amount + :more WHERE id = :id AND amount = :seen',
    'SELECT amount FROM counters WHERE id = :id AND amount = :seen + :more',
  ],
});

export const countDue = statement<object, { due: number; now: Date }>({
  name: 'count-due',
  postgres: `WITH clock AS (SELECT COALESCE(CAST(:now AS timestamptz), clock_timestamp()) AS now)
             SELECT clock.now, (SELECT COUNT(*) FROM counters WHERE due_at <= clock.now) AS due FROM clock`,
  oracle: `WITH clock AS (SELECT COALESCE(CAST(:now AS TIMESTAMP WITH TIME ZONE), SYSTIMESTAMP) AS now FROM dual)
           SELECT clock.now, (SELECT COUNT(*) FROM counters WHERE due_at <= clock.now) AS due FROM clock`,
});
