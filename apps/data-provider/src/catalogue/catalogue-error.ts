/** The catalogue cannot be used. The message lists every problem of every file, each with file and line. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
  /** `cities.yaml:7: the key column city_id must not be nullable` */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The catalogue cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.problems = problems;
  }
}
