import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AlertBook } from '../alerts/alert-book.ts';
import { expectedKey } from '../alerts/domain/alert-keys.ts';
import { ZoneClock } from '../calendars/domain/zone-clock.ts';
import { findCalendars } from '../calendars/find-calendars.ts';
import type { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { recordOccurrences } from '../occurrences/record-occurrences.ts';
import { jsonRows } from '../persistence/json-rows.ts';
import { advanceExpectations } from '../persistence/sql/advance-expectations.sql.ts';
import type { KeptTriggerRow } from '../persistence/sql/lock-triggers.sql.ts';
import { selectReceived } from '../persistence/sql/select-received.sql.ts';
import type { DueExpectationRow } from '../persistence/sql/take-due-expectations.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { dueExpectations } from './domain/due-expectations.ts';
import type { Expectation } from './domain/expectations.ts';
import type { TriggerOwner } from './trigger-store.ts';

/** A trigger whose message should have come by now. */
type Expecting = Omit<DueExpectationRow, 'position'>;

interface Expected extends Expectation {
  readonly row: Expecting;
}

/** What is due of a trigger, and what is next. */
interface Looked<Row extends Expecting> extends ReturnType<typeof dueExpectations> {
  readonly row: Row;
}

/** Acts on expectations whose time has come and that the transaction holds: what did not come is recorded, with an alert. */
@Injectable()
export class Expectations {
  constructor(private readonly alerts: AlertBook) {}

  async act(unit: Unit, rows: readonly DueExpectationRow[]): Promise<void> {
    const looked = await this.#record(unit, rows);
    const advanced = await unit.tx.execute(advanceExpectations, {
      triggers: jsonRows(looked.map(({ row: { ownerKind, owner, position, expectedAt: wasAt }, next }) => ({ ownerKind, owner, position, wasAt, expectedDate: next.date, expectedAt: next.at }))),
    });
    if (advanced !== rows.length) throw new Error(`${rows.length} expectations were held, and ${advanced} moved on`);
  }

  /**
   * Records what did not come by the expectations of triggers that are changed or deleted before anybody looked at them. Of
   * more than a transaction looks at, which is more than a year, the oldest are recorded.
   */
  async abandon(unit: Unit, { kind: ownerKind, name: owner }: TriggerOwner, dropped: readonly KeptTriggerRow[], nowAt: Date): Promise<void> {
    const rows = dropped.flatMap(({ triggerJson, expectedDate, expectedAt, createdAt }) =>
      triggerJson.kind !== 'message' || expectedDate === null || expectedAt === null || expectedAt > nowAt ? [] : [{ ownerKind, owner, triggerJson, expectedDate, expectedAt, createdAt, nowAt }],
    );
    if (rows.length > 0) await this.#record(unit, rows);
  }

  async #record<Row extends Expecting>(unit: Unit, rows: readonly Row[]): Promise<Looked<Row>[]> {
    const calendars = await findCalendars(unit.tx, rows.map(({ triggerJson }) => triggerJson.expectedBy?.calendar));
    const looked = rows.map((row) => {
      const { expectedBy } = row.triggerJson;
      if (expectedBy === null) throw new Error(`A trigger of ${row.owner} has a time for its message, and expects none`);
      return { row, ...dueExpectations(expectedBy, calendars.get(expectedBy.calendar) ?? null, { date: row.expectedDate, at: row.expectedAt }, row.nowAt) };
    });
    await this.#recordMissing(unit, looked.flatMap(({ row, due }) => due.map((expectation) => ({ row, ...expectation }))));
    return looked;
  }

  async #recordMissing(unit: Unit, expected: readonly Expected[]): Promise<void> {
    if (expected.length === 0) return;
    const asked = expected.map(({ row, date, at }, n) => ({
      n, expectedKey: keyOf(row, date), ownerKind: row.ownerKind, owner: row.owner, businessDate: businessDateOf(row, date), since: startOf(row, date), until: at, madeAt: row.createdAt,
    }));
    const received = new Set((await unit.tx.query(selectReceived, { expected: jsonRows(asked) })).map(({ n }) => n));
    const missing = expected.filter((_, n) => !received.has(n)).map((each) => ({ occurrence: occurrenceOf(each), key: keyOf(each.row, each.date) }));
    await recordOccurrences(unit.tx, missing.map(({ occurrence }) => occurrence));
    await this.alerts.raise(unit, missing.map(({ occurrence: { id, task, groupName: group, businessDate, detail }, key }) => ({
      kind: 'NOT_RECEIVED', subject: { kind: 'OCCURRENCE', id }, task, group, businessDate, expected: key, detail: detail ?? '',
    })));
  }
}

/** A trigger whose messages carry no business date expects one a day, whatever the date is. */
const businessDateOf = ({ triggerJson: { businessDate } }: Expecting, date: string): string | null => (businessDate === null ? null : date);

const keyOf = (row: Expecting, date: string): string => expectedKey({ kind: row.ownerKind, name: row.owner }, row.triggerJson, businessDateOf(row, date));

const startOf = ({ triggerJson: { expectedBy } }: Expecting, date: string): Date => new Date(new ZoneClock(expectedBy?.timeZone ?? 'Etc/UTC').instantOf(Date.parse(`${date}T00:00:00Z`)));

function occurrenceOf({ row, date, at }: Expected): OccurrenceEntity {
  const { ownerKind, owner, nowAt, triggerJson: { type, expectedBy } } = row;
  const isTask = ownerKind === 'TASK';
  const time = at.toISOString().slice(0, 19);
  return {
    id: uuidv7(), task: isTask ? owner : null, groupName: isTask ? null : owner, triggerKind: 'message', scheduledFor: at, recordedAt: nowAt, businessDate: businessDateOf(row, date),
    outcome: 'NOT_RECEIVED', detail: `No message ${type} for ${date} had come by ${expectedBy?.time ?? ''} ${expectedBy?.timeZone ?? ''} (${time}Z).`, runId: null, groupRunId: null, messageId: null,
  };
}
