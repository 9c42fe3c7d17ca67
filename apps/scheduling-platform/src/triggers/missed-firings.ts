import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AlertBook } from '../alerts/alert-book.ts';
import type { BusinessCalendar } from '../calendars/domain/business-calendar.ts';
import { findCalendars } from '../calendars/find-calendars.ts';
import type { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { recordOccurrences } from '../occurrences/record-occurrences.ts';
import { insertRows, updateRow } from '../persistence/rows.ts';
import { takeMissedFirings, type MissedFiringsRow } from '../persistence/sql/take-missed-firings.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { businessDateOf } from './domain/business-date-of.ts';
import type { MissedVerdict } from './domain/decide-firings.ts';
import { judgeMissed, type MissedFiring, type MissedPortion } from './domain/judge-missed.ts';
import { calendarNameOf, misfirePolicyOf, scheduleOf, type TimeTrigger } from './domain/schedule-of.ts';
import { MissedFiringsEntity, type KeptVerdict } from './missed-firings.entity.ts';
import type { TriggerOwner } from './trigger-store.ts';

/** Firings of one trigger that lead to no run, from a moment on. */
export interface Missed {
  readonly owner: TriggerOwner;
  readonly trigger: TimeTrigger;
  readonly madeAt: Date;
  readonly verdict: KeptVerdict;
  readonly calendar: BusinessCalendar | null;
  readonly now: Date;
}

/** A portion of them that is to be written. */
export interface MissedWriting {
  readonly missed: Missed;
  readonly portion: MissedPortion;
  /** Ids of the occurrences, by their moments. */
  readonly ids: ReadonlyMap<number, string>;
}

/** Occurrences of one list that one transaction writes at most. */
const PORTION = 500;

/**
 * Writes down what triggers missed, so that nothing expected goes unrecorded. However much that is, a transaction holds a
 * portion of it: the first one goes with the decision itself, and for the rest a row stays, which moves on with each portion
 * in the portion's own transaction. A crash repeats none and leaves out none.
 */
@Injectable()
export class MissedFirings {
  /** Lists that could not be gone on with; left alone until there is no other. */
  readonly #passedOver = new Set<string>();

  constructor(
    private readonly work: UnitOfWork,
    private readonly alerts: AlertBook,
    private readonly logger: Logger,
  ) {}

  /** Writes first portions, and keeps what is left of each list for later turns. */
  async begin(unit: Unit, begun: readonly MissedWriting[]): Promise<void> {
    await this.#write(unit, begun);
    const rest = begun.flatMap(({ missed: { owner, trigger, madeAt, verdict }, portion: { from } }) =>
      from === null ? [] : [{ id: uuidv7(), ownerKind: owner.kind, owner: owner.name, triggerJson: trigger, madeAt, fromAt: new Date(from), verdictJson: verdict }],
    );
    if (rest.length > 0) await insertRows(unit.tx, MissedFiringsEntity, rest);
  }

  /**
   * Writes the next portion of one list. One that fails holds up no other: it is passed over until nothing else is left.
   * @returns whether there may be more to write now
   */
  async goOn(): Promise<boolean> {
    let taken: string | null = null;
    try {
      const isDone = await this.work.run(async (unit) => {
        const [row] = await unit.tx.query(takeMissedFirings, { passedOver: JSON.stringify([...this.#passedOver]) });
        taken = row?.id ?? null;
        if (row !== undefined) await this.#writeNext(unit, row);
        return row === undefined;
      });
      if (isDone) this.#passedOver.clear();
      return !isDone;
    } catch (err) {
      if (taken === null) throw err;
      this.logger.error({ err, missedFirings: taken }, 'missed firings could not be written down; they are tried again');
      this.#passedOver.add(taken);
      return true;
    }
  }

  async #writeNext(unit: Unit, row: MissedFiringsRow): Promise<void> {
    const { id, ownerKind, owner, triggerJson: trigger, madeAt, verdictJson: verdict, nowAt: now } = row;
    const calendar = (await findCalendars(unit.tx, [calendarNameOf(trigger)])).get(calendarNameOf(trigger)) ?? null;
    const missed = { owner: { kind: ownerKind, name: owner }, trigger, madeAt, verdict, calendar, now };
    const portion = portionOf(missed, verdict, row.fromAt.getTime());
    await this.#write(unit, [{ missed, portion, ids: idsByTime(portion.missed.map(({ time }) => time.at)) }]);
    if (portion.from === null) await unit.tx.manager.delete(MissedFiringsEntity, { id });
    else await updateRow(unit.tx, MissedFiringsEntity, { id }, { fromAt: new Date(portion.from) });
  }

  async #write(unit: Unit, writings: readonly MissedWriting[]): Promise<void> {
    const written = writings.flatMap(({ missed, portion, ids }) =>
      portion.missed.map((firing) => ({ owner: missed.owner, alert: firing.alert, occurrence: occurrenceOf(missed, firing, ids.get(firing.time.at) ?? uuidv7()) })),
    );
    await recordOccurrences(unit.tx, written.map(({ occurrence }) => occurrence));
    await this.alerts.raise(unit, written.flatMap(({ owner, alert, occurrence: { id, businessDate } }) => (alert === null ? [] : [{
      kind: 'MISFIRED' as const, subject: { kind: 'OCCURRENCE' as const, id }, ...namesOf(owner), businessDate, detail: alert,
    }])));
  }
}

/** The next firings to write, from a moment on: as many as one transaction writes of one list. */
export const portionOf = ({ trigger, madeAt, calendar }: Omit<Missed, 'verdict'>, verdict: MissedVerdict, since: number): MissedPortion =>
  judgeMissed({ schedule: scheduleOf(trigger, madeAt.getTime()), policy: misfirePolicyOf(trigger), calendar, verdict }, since, PORTION);

/** Ids of occurrences by their moments, given out in the order of time: occurrences are listed by their ids. */
export const idsByTime = (moments: readonly number[]): ReadonlyMap<number, string> => new Map([...moments].sort((a, b) => a - b).map((at) => [at, uuidv7()]));

function occurrenceOf({ owner, trigger, calendar, verdict, now }: Missed, { time, outcome, detail }: MissedFiring, id: string): OccurrenceEntity {
  const { task, group } = namesOf(owner);
  const isCoalesced = outcome === 'COALESCED';
  return {
    id, task, groupName: group, triggerKind: trigger.kind, scheduledFor: new Date(time.at), recordedAt: now, businessDate: businessDateOf(trigger, time, calendar),
    outcome, detail, runId: isCoalesced ? verdict.runId : null, groupRunId: isCoalesced ? verdict.groupRunId : null, messageId: null,
  };
}

const namesOf = ({ kind, name }: TriggerOwner): { task: string | null; group: string | null } => (kind === 'TASK' ? { task: name, group: null } : { task: null, group: name });
