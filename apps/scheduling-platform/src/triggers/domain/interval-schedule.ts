import { wallTimeText, type PlannedTime, type Schedule } from './schedule.ts';

/** Every so many milliseconds from the moment the trigger was made; whatever happens in between, it never drifts. */
export class IntervalSchedule implements Schedule {
  constructor(
    private readonly madeAt: number,
    private readonly everyMs: number,
  ) {}

  next(after: number): PlannedTime {
    return this.#moment(Math.max(1, Math.floor((after - this.madeAt) / this.everyMs) + 1));
  }

  previous(before: number): PlannedTime | null {
    const count = Math.ceil((before - this.madeAt) / this.everyMs) - 1;
    return count < 1 ? null : this.#moment(count);
  }

  #moment(count: number): PlannedTime {
    const at = this.madeAt + count * this.everyMs;
    return { at, nominal: wallTimeText(at), leftOut: null };
  }
}
