/** Where one thing stands, as far as a person wants to know while waiting: a file, a member of a group, a run. */
export interface Progress {
  readonly label: string;
  /** In words: waiting, loading, proven, failed, … */
  readonly phase: string;
  readonly isOver: boolean;
  /** It ended as it should. */
  readonly isGood: boolean;
  readonly rowsDone: number;
  /** Null until it is known. */
  readonly rowsTotal: number | null;
}

/** Shows things on their way. */
export interface ProgressView {
  update(all: readonly Progress[]): void;
  /** The last word; leaves the terminal to others. */
  finish(): void;
}

/** Takes lines while something else draws on the terminal, and prints them where they do no harm. */
export type LineSink = (line: string) => void;

/** Who else prints on the terminal that a view draws on. */
export interface LineHost {
  print(line: string): void;
  /** Hands the terminal over; until the answer is called, lines go to `sink`. */
  yieldTo(sink: LineSink): () => void;
}
