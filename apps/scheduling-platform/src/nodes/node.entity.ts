import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A process of the platform. */
@Entity('nodes')
export class NodeEntity {
  @PrimaryColumn('varchar', { length: 200 })
  id!: string;

  @Column('uuid')
  sessionId!: string;

  @Column('varchar', { length: 40 })
  version!: string;

  @Column('integer')
  runsClaimed!: number;

  @Column({ type: Boolean })
  isStopped!: boolean;

  @Column('timestamp with time zone')
  startedAt!: Date;

  @Column('timestamp with time zone')
  lastSeenAt!: Date;

  @Column('timestamp with time zone')
  aliveUntil!: Date;
}
