import { scopesOf, type OperationSpec } from '@syncline/contract';
import { type Installation, type InstanceName, urlOf } from '../installation.config.ts';
import type { SigningKey } from '../operator/operator-key.ts';
import { issueOperatorToken } from '../operator/operator-token.ts';
import { readProblem } from './read-problem.ts';
import { NotInContract, ServiceRefused, ServiceUnreachable } from './service-errors.ts';

const REQUEST_TIMEOUT_MS = 60_000;

type SchemaAnswer<T> = T extends { _zod: { output: infer Output } } ? Output : never;

/** The body of any 2xx answer of an operation. */
export type AnswerOf<S extends OperationSpec> = SchemaAnswer<S['responses'][keyof S['responses'] & (200 | 201 | 202)]>;

/** What a call carries; the receiver validates it. */
export interface CallInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Such as `if-match`; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A 2xx answer; the status tells what was made from what was there already. */
export interface Answered<S extends OperationSpec> {
  readonly status: number;
  readonly body: AnswerOf<S>;
}

/**
 * Calls the operations of one service as the operator: address, method and scope come from the contract, and so does
 * the check of the answer.
 */
export class ServiceClient {
  private readonly baseUrl: string;

  constructor(
    installation: Installation,
    private readonly service: InstanceName,
    private readonly key: SigningKey,
  ) {
    this.baseUrl = urlOf(installation, service);
  }

  /**
   * @throws ServiceUnreachable when nothing answers, or with 429 or 5xx: asking again may help
   * @throws ServiceRefused on any other status that is no success
   * @throws NotInContract when the answer is not what the contract says
   */
  async call<S extends OperationSpec>(operation: S, input: CallInput = {}): Promise<AnswerOf<S>> {
    return (await this.exchange(operation, input)).body;
  }

  /** The same as {@link call}, with the status. */
  async exchange<S extends OperationSpec>(operation: S, input: CallInput = {}): Promise<Answered<S>> {
    const { status, text } = await this.receive(operation, input);
    return { status, body: this.parseAnswer(operation, status, text) };
  }

  /** The answer as it came, for one that is asked for in another form than JSON by an `accept` header. */
  async text(operation: OperationSpec, input: CallInput): Promise<string> {
    return (await this.receive(operation, input)).text;
  }

  private async receive(operation: OperationSpec, input: CallInput): Promise<{ status: number; text: string }> {
    const response = await this.send(operation, input);
    const text = await response.text().catch((cause: unknown) => {
      throw new ServiceUnreachable(this.service, 'cut its answer short', { cause });
    });
    if (!response.ok) throw this.refusal(response.status, text);
    return { status: response.status, text };
  }

  private async send(operation: OperationSpec, input: CallInput): Promise<Response> {
    const token = operation.policy === 'open' ? null : (await issueOperatorToken(this.key, { audience: this.service, scope: scopesOf(operation.policy).join(' ') })).token;
    return fetch(this.baseUrl + pathOf(operation, input), {
      method: operation.method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...input.headers,
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new ServiceUnreachable(this.service, `does not answer on ${this.baseUrl}`, { url: this.baseUrl, cause });
    });
  }

  private refusal(status: number, text: string): Error {
    const problem = readProblem(parseJson(text), text);
    if (status === 429 || status >= 500) return new ServiceUnreachable(this.service, `answers ${status}: ${problem.detail ?? problem.title}`);
    return new ServiceRefused(this.service, status, problem);
  }

  private parseAnswer<S extends OperationSpec>(operation: S, status: number, text: string): AnswerOf<S> {
    const schema = operation.responses[status];
    if (schema === null || schema === undefined) throw new NotInContract(this.service, operation.id, `status ${status} has no JSON answer`);
    const answer = schema.safeParse(parseJson(text));
    if (!answer.success) throw new NotInContract(this.service, operation.id, answer.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`).join('; '));
    return answer.data as AnswerOf<S>;
  }
}

function pathOf(operation: OperationSpec, input: CallInput): string {
  const path = operation.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? path : `${path}?${query}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
