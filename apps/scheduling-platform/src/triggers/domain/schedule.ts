/** A moment at which a trigger is to fire. */
export interface PlannedTime {
  /** The instant, in milliseconds since 1970. */
  readonly at: number;
  /** The wall time that it stands for, `YYYY-MM-DDTHH:MM:SS`; of several the last. */
  readonly nominal: string;
  /** The first and the last of the nominal times that the clock left out and that this firing stands for, too. */
  readonly leftOut: { readonly first: string; readonly last: string } | null;
}

/**
 * When a trigger fires, for all time. Both directions see the same moments; each moment is there once. Instants are in
 * milliseconds since 1970.
 */
export interface Schedule {
  /** The first moment after this instant; null: it never fires again. */
  next(after: number): PlannedTime | null;
  /** The last moment before this instant; null: it never fired before. */
  previous(before: number): PlannedTime | null;
}

/** A wall time that is kept as if it were UTC, as text. */
export const wallTimeText = (naive: number): string => new Date(naive).toISOString().slice(0, 19);
