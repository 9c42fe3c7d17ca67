import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { AlertEntity } from './alert.entity.ts';

export type AlertDeliveryState = 'PENDING' | 'DELIVERED' | 'GIVEN_UP';

/** One thing to be told to one channel about one alert. State, lease and due time are one row, as with runs. */
@Entity('alert_deliveries')
@Index('ix_alert_deliveries_due', ['channel', 'dueAt'], { where: 'due_at IS NOT NULL' })
@Index('ix_alert_deliveries_untold', ['channel', 'state'], { where: `state <> 'DELIVERED'` })
@Check('ck_alert_deliveries_state', `(state = 'PENDING' AND due_at IS NOT NULL AND settled_at IS NULL) OR (state IN ('DELIVERED', 'GIVEN_UP') AND due_at IS NULL AND lease_token IS NULL AND settled_at IS NOT NULL)`)
export class AlertDeliveryEntity {
  @PrimaryColumn('uuid')
  alertId!: string;

  /** Key of the channel, made from its settings. */
  @PrimaryColumn('varchar', { length: 300 })
  channel!: string;

  /** 1 opened, 2 acknowledged, 3 resolved: told in this order. */
  @PrimaryColumn('integer')
  step!: number;

  @Column('varchar', { length: 20 })
  state!: AlertDeliveryState;

  @Column('integer')
  tries!: number;

  /** When it is tried next; ahead while somebody tries, null once it is settled. */
  @Column('timestamp with time zone', { nullable: true })
  dueAt!: Date | null;

  @Column('timestamp with time zone')
  giveUpAt!: Date;

  @Column('uuid', { nullable: true })
  leaseToken!: string | null;

  @Column('varchar', { length: 1000, nullable: true })
  lastError!: string | null;

  @Column('timestamp with time zone', { nullable: true })
  settledAt!: Date | null;

  @ManyToOne(() => AlertEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'alert_id', foreignKeyConstraintName: 'fk_alert_deliveries_alert' })
  alert?: AlertEntity;
}
