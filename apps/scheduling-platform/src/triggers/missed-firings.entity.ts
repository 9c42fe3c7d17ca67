import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MissedVerdict } from './domain/decide-firings.ts';
import type { TimeTrigger } from './domain/schedule-of.ts';
import type { OwnerKind } from './trigger.entity.ts';

/** A verdict with the run that coalesced firings went into, where there is one. */
export interface KeptVerdict extends MissedVerdict {
  readonly runId: string | null;
  readonly groupRunId: string | null;
}

/**
 * Expected firings of one trigger that lead to no run and are still to be written down, because they were too many for
 * one transaction. What comes of each was decided when the trigger was looked at; this is only the writing.
 */
@Entity('missed_firings')
export class MissedFiringsEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('varchar', { length: 5 })
  ownerKind!: OwnerKind;

  @Column('varchar', { length: 63 })
  owner!: string;

  /** As it was then: a change of the definition changes nothing that was missed before. */
  @Column('simple-json')
  triggerJson!: TimeTrigger;

  /** When the trigger was made: intervals count from there. */
  @Column('timestamp with time zone')
  madeAt!: Date;

  /** The first moment that is not written down yet; moves on with each portion. */
  @Column('timestamp with time zone')
  fromAt!: Date;

  @Column('simple-json')
  verdictJson!: KeptVerdict;
}
