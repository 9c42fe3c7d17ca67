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

  @Column('simple-json')
  eventJson!: CloudEvent;

  @Column('varchar', { length: 1001 })
  publishedBy!: string;

  @Column('timestamp with time zone')
  receivedAt!: Date;
}
