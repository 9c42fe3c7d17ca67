import type { z } from 'zod';
import type { Scope } from './scopes.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * What a token must hold: a scope, or one of several where it depends on the body which (the handler decides then); `open`
 * for the few operations that need no token. There is no default.
 */
export type Policy = Scope | readonly [Scope, ...Scope[]] | 'open';

/** The scopes of which a token needs one; none where it is open. */
export const scopesOf = (policy: Policy): readonly Scope[] => {
  if (policy === 'open') return [];
  return typeof policy === 'string' ? [policy] : policy;
};

/**
 * One operation of the wire contract, as data. Routing, validation, authorisation, the TypeScript types of a handler
 * and `/openapi.json` are all derived from it, so that none of them can say something else than the others.
 */
export interface OperationSpec {
  /** Unique within a service; the `operationId` of the OpenAPI document. */
  readonly id: string;
  readonly method: HttpMethod;
  /** From the root, with `:name` for path parameters: `/api/v1/tasks/:name`. */
  readonly path: string;
  readonly summary: string;
  readonly policy: Policy;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Headers (lower-case names) that mean something here, such as `idempotency-key`; others are ignored. */
  readonly headers?: z.ZodType;
  /** Media types that the body may have; default `application/json`. */
  readonly consumes?: readonly string[];
  /** What the document says on bodies that no single schema can check, by media type. */
  readonly documentedBodies?: Readonly<Record<string, z.ZodType>>;
  /** Answers by status. `null`: no JSON body (empty, or bytes described by `produces`). */
  readonly responses: Readonly<Record<number, z.ZodType | null>>;
  /** Media type of the success answer where it is not JSON. */
  readonly produces?: readonly string[];
}

export const operation = <const S extends OperationSpec>(spec: S): S => spec;

type OutputOf<T> = T extends z.ZodType ? z.output<T> : undefined;

/** What a handler receives: every part validated and with its defaults filled in. */
export interface InputOf<S extends OperationSpec> {
  readonly params: OutputOf<S['params']>;
  readonly query: OutputOf<S['query']>;
  readonly body: OutputOf<S['body']>;
  readonly headers: OutputOf<S['headers']>;
}

/** The operations of one service, by handler name. */
export type OperationTable = Readonly<Record<string, OperationSpec>>;
