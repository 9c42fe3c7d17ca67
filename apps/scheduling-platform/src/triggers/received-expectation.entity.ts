import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that a trigger expected and that has come. */
@Entity('received_expectations')
@Index('ix_received_expectations_at', ['receivedAt'])
export class ReceivedExpectationEntity {
  /** Names the trigger and the business date (`expectedKey`). */
  @PrimaryColumn('varchar', { length: 100 })
  expectedKey!: string;

  @PrimaryColumn('uuid')
  messageId!: string;

  @Column('timestamp with time zone')
  receivedAt!: Date;
}
