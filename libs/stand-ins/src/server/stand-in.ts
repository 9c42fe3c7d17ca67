import type { OperationTable, ServiceName } from '@syncline/contract';
import { ContractServer } from './contract-server.ts';
import type { Handlers } from './contract-server.ts';
import type { Faults } from './faults.ts';
import { Identity } from './identity.ts';
import type { RequestRecord } from './record.ts';
import { Trust } from './trust.ts';
import type { TrustedParty } from './trust.ts';

export interface StandInOptions {
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port?: number;
  /** Default `urn:syncline:<service>`. */
  readonly issuer?: string;
  /** Private key (PEM); a new one where none is given. */
  readonly key?: string;
  /** Whose tokens are accepted; more by `trust`. */
  readonly trusted?: readonly TrustedParty[];
}

/** What every stand-in has: an address, a key, a record and switches for faults. */
export abstract class StandIn<T extends OperationTable> {
  readonly identity: Identity;
  readonly #trust: Trust;
  readonly #server: ContractServer<T>;

  protected constructor(service: ServiceName, operations: T, identity: Identity, options: StandInOptions) {
    this.identity = identity;
    this.#trust = new Trust(service, options.trusted);
    this.#server = new ContractServer({
      service,
      operations,
      // Asked for late: the handlers of a subclass need its fields, which are not there yet.
      handlers: () => this.handlers(),
      identity,
      trust: this.#trust,
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
    });
  }

  get url(): string {
    return this.#server.url;
  }

  get jwksUri(): string {
    return `${this.url}/.well-known/jwks.json`;
  }

  get record(): RequestRecord {
    return this.#server.record;
  }

  get faults(): Faults {
    return this.#server.faults;
  }

  /** Accepts tokens of this issuer from now on. */
  trust(party: TrustedParty): void {
    this.#trust.add(party);
  }

  /** Also comes back, at the same address, after `stop`. */
  async listen(): Promise<this> {
    await this.#server.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  protected abstract handlers(): Handlers<T>;

  protected static identityOf(service: ServiceName, { issuer, key }: StandInOptions): Promise<Identity> {
    return Identity.create(issuer ?? `urn:syncline:${service}`, service, key);
  }
}
