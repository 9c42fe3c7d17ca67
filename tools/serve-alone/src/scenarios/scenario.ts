import type { LocalPostgres } from '@syncline/local-postgres';
import type { OperatorClient } from '../operator-client.ts';
import type { Stack } from '../stack.ts';

export interface Scene {
  readonly stack: Stack;
  readonly operator: OperatorClient;
  readonly postgres: LocalPostgres;
  readonly say: (line: string) => void;
}

/** What is prepared for one app, and what is played with it once it runs. */
export interface Scenario {
  /** Before the app starts; answers with more of its environment. */
  readonly prepare: (scene: Scene) => Promise<Readonly<Record<string, string>>>;
  /** Once it is ready. May be played again: everything in it is idempotent. */
  readonly play: (scene: Scene) => Promise<void>;
  /** Requests to try: method, path, scope, and a body. */
  readonly tries: readonly Try[];
}

export interface Try {
  readonly what: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly scope: string;
  readonly body?: unknown;
  readonly contentType?: string;
}
