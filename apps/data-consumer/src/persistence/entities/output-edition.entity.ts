import type { OutputInput } from '@syncline/contract';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OutputShape } from '../../outputs/definitions/output-definition.ts';
import type { Check } from '../../proving/domain/check.ts';
import { COUNT } from './whole-number.ts';

/** What an output holds for a business date, written in the transaction that writes the rows. */
@Entity('output_edition')
export class OutputEditionEntity {
  @PrimaryColumn({ type: 'varchar', length: 63, primaryKeyConstraintName: 'pk_output_edition' })
  outputName!: string;

  @PrimaryColumn({ type: 'varchar', length: 10, primaryKeyConstraintName: 'pk_output_edition' })
  businessDate!: string;

  /** Says in which table the rows are. */
  @Column({ type: 'integer' })
  outputVersion!: number;

  @Column({ type: 'simple-json', name: 'shape_json' })
  shape!: OutputShape;

  @Column({ type: 'simple-json', name: 'inputs_json' })
  inputs!: OutputInput[];

  @Column({ type: 'simple-json', name: 'checks_json' })
  checks!: Check[];

  @Column({ ...COUNT, name: 'row_total' })
  rows!: number;

  @Column({ type: 'varchar', length: 64 })
  digest!: string;

  @Column({ type: 'uuid' })
  outputRunId!: string;

  @Column({ type: 'uuid' })
  runId!: string;

  @Column({ type: 'timestamp with time zone' })
  computedAt!: Date;
}
