import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { AlertKind, AlertState } from '@syncline/contract';

/** Something a person should look at. */
@Entity('alerts')
@Index('ix_alerts_run', ['runId'])
@Index('ix_alerts_mend', ['mendKey'], { where: 'mend_key IS NOT NULL' })
@Index('ix_alerts_state', ['state', 'id'])
@Unique('uq_alerts_open', ['openKey'])
@Check('ck_alerts_open', `(state IN ('OPEN', 'ACKNOWLEDGED') AND open_key IS NOT NULL AND resolved_at IS NULL) OR (state = 'RESOLVED' AND open_key IS NULL AND resolved_at IS NOT NULL)`)
export class AlertEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('varchar', { length: 20 })
  kind!: AlertKind;

  @Column('varchar', { length: 20 })
  state!: AlertState;

  @Column('varchar', { length: 60, nullable: true })
  openKey!: string | null;

  /** The work whose later success resolves it (`domain/alert-keys.ts`); null if there is none, and once it is resolved. */
  @Column('varchar', { length: 100, nullable: true })
  mendKey!: string | null;

  @Column('uuid', { nullable: true })
  runId!: string | null;

  @Column('uuid', { nullable: true })
  groupRunId!: string | null;

  @Column('uuid', { nullable: true })
  occurrenceId!: string | null;

  @Column('varchar', { length: 63, nullable: true })
  task!: string | null;

  @Column('varchar', { length: 63, nullable: true })
  groupName!: string | null;

  @Column('varchar', { length: 10, nullable: true })
  businessDate!: string | null;

  @Column('varchar', { length: 1000, nullable: true })
  detail!: string | null;

  @Column('timestamp with time zone')
  openedAt!: Date;

  @Column('timestamp with time zone', { nullable: true })
  acknowledgedAt!: Date | null;

  @Column('varchar', { length: 1001, nullable: true })
  acknowledgedBy!: string | null;

  @Column('timestamp with time zone', { nullable: true })
  resolvedAt!: Date | null;
}

/** An alert without the keys by which it is found. */
export type AlertRow = Omit<AlertEntity, 'openKey' | 'mendKey'>;
