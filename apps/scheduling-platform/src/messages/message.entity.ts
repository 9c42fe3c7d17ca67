import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { CloudEvent } from '@syncline/contract';

/** An event as it was announced. */
@Entity('messages')
@Unique('uq_messages_identity', ['identityDigest'])
export class MessageEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('varchar', { length: 64 })
  identityDigest!: string;

  @Column('varchar', { length: 64 })
  contentDigest!: string;

  /** Null once it was cleared away: by its digests the event is recognised for good. */
  @Column('simple-json', { nullable: true })
  eventJson!: CloudEvent | null;

  @Column('varchar', { length: 1001 })
  publishedBy!: string;

  @Column('timestamp with time zone')
  receivedAt!: Date;
}
