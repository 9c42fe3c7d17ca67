/**
 * The log as the code sees it: fields first, then one sentence. Levels: ERROR a person must act; WARN something went
 * wrong and is dealt with; INFO what the service did; DEBUG how. An abstract class, so that it is its own injection token.
 */
export abstract class Logger {
  abstract debug(fields: object, text: string): void;
  abstract info(fields: object, text: string): void;
  abstract warn(fields: object, text: string): void;
  abstract error(fields: object, text: string): void;
}
