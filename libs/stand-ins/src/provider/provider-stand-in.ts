import { dataProviderOperations, DomainError, JOSE_TYPE } from '@syncline/contract';
import type { BusinessDateClose, Dataset, Extract, Manifest } from '@syncline/contract';
import { fingerprint, manifestPayload, signManifest } from '@syncline/extract-format';
import type { Handlers } from '../server/contract-server.ts';
import type { Identity } from '../server/identity.ts';
import { StandIn } from '../server/stand-in.ts';
import type { StandInOptions } from '../server/stand-in.ts';
import type { RowTexts, StandInDataset } from './dataset.ts';
import { ExtractShelf } from './extract-shelf.ts';
import { partReply } from './part-reply.ts';
import type { PartFaults } from './part-reply.ts';

type Operations = typeof dataProviderOperations;

export interface ProviderStandInOptions extends StandInOptions {
  readonly datasets: readonly StandInDataset[];
}

interface PlannedPartFault {
  readonly dataset: string;
  readonly part: number;
  readonly faults: PartFaults;
  times: number;
}

/** Plays the data provider: sealed extracts with a signed manifest, made from rows that a test gives. */
export class ProviderStandIn extends StandIn<Operations> {
  /** How often an extract is still BUILDING before it is SEALED. */
  buildingAnswers = 0;
  /** Changes every manifest before it is signed; the parts stay true. */
  alterManifest: ((manifest: Manifest) => Manifest) | null = null;
  /** Changes the signed manifest on its way out. */
  alterJws: ((jws: string) => string) | null = null;
  /** Signs manifests instead of the right key, under the right key's id. */
  signWith: Identity | null = null;
  readonly #shelf: ExtractShelf;
  #partFaults: PlannedPartFault[] = [];

  private constructor(identity: Identity, options: ProviderStandInOptions) {
    super('data-provider', dataProviderOperations, identity, options);
    this.#shelf = new ExtractShelf(identity, options.datasets);
  }

  static async start(options: ProviderStandInOptions): Promise<ProviderStandIn> {
    return new ProviderStandIn(await StandIn.identityOf('data-provider', options), options).listen();
  }

  /** Breaks the bytes of a part on their way out, for so many answers. */
  breakPart(dataset: string, part: number, faults: PartFaults, times = 1): void {
    this.#partFaults.push({ dataset, part, faults, times });
  }

  /** Parts are answered rightly again. */
  mendParts(): void {
    this.#partFaults = [];
  }

  /** Seals other rows as a new revision of a business date, or closes a date that was open; of a changed dataset, if wanted. */
  restate(dataset: string, businessDate: string, rows: readonly RowTexts[], changes: Partial<StandInDataset> = {}): Promise<Extract> {
    return this.#shelf.restate(dataset, businessDate, rows, changes);
  }

  protected handlers(): Handlers<Operations> {
    return {
      listDatasets: () => ({ status: 200, body: { items: this.#shelf.datasets().map(describe), nextCursor: null } }),
      getDataset: ({ input }) => ({ status: 200, body: describe(this.#shelf.dataset(input.params.name)) }),
      createExtract: async ({ input: { params, body } }) => {
        const extract = await this.#shelf.newest(params.name, body.businessDate);
        return this.#isStillBuilding() ? { status: 201, body: building(extract) } : { status: 200, body: extract };
      },
      listExtracts: ({ input }) => ({ status: 200, body: { items: this.#shelf.list(input.query), nextCursor: null } }),
      getExtract: ({ input }) => {
        const { extract } = this.#shelf.get(input.params.id);
        return { status: 200, body: this.#isStillBuilding() ? building(extract) : extract };
      },
      getManifest: async ({ input, headers }) => {
        const jws = await this.#sign(this.#shelf.get(input.params.id).manifest);
        const signed = headers.accept?.includes(JOSE_TYPE) === true;
        const bytes = signed ? Buffer.from(this.alterJws?.(jws) ?? jws) : manifestPayload(jws);
        return { status: 200, headers: { 'content-type': signed ? JOSE_TYPE : 'application/json' }, write: (reply) => reply.send(bytes) };
      },
      getPart: ({ input, headers }) => {
        const { manifest, parts } = this.#shelf.get(input.params.id);
        const [part, stored] = [manifest.parts[input.params.n - 1], parts[input.params.n - 1]];
        if (part === undefined || stored === undefined) throw new DomainError('NOT_FOUND', `there is no part ${input.params.n}`);
        return partReply(part, stored, manifest.compression, headers, this.#takePartFaults(manifest.dataset, part.n));
      },
      closeBusinessDate: async ({ input }) => ({ status: 200, body: await this.#close(input.params.date) }),
      getBusinessDate: async ({ input }) => ({ status: 200, body: await this.#close(input.params.date) }),
    };
  }

  #isStillBuilding(): boolean {
    if (this.buildingAnswers <= 0) return false;
    this.buildingAnswers -= 1;
    return true;
  }

  async #sign(manifest: Manifest): Promise<string> {
    const { privateKey } = this.signWith ?? this.identity;
    return (await signManifest({ privateKey, kid: this.identity.kid }, this.alterManifest?.(manifest) ?? manifest)).jws;
  }

  #takePartFaults(dataset: string, n: number): PartFaults {
    const planned = this.#partFaults.find((fault) => fault.dataset === dataset && fault.part === n && fault.times > 0);
    if (planned === undefined) return {};
    planned.times -= 1;
    return planned.faults;
  }

  async #close(businessDate: string): Promise<BusinessDateClose> {
    const extracts = await Promise.all(this.#shelf.datasets().map(({ name }) => this.#shelf.newest(name, businessDate)));
    return { businessDate, state: 'CLOSED', closeNumber: 1, extracts };
  }
}

const building = (extract: Extract): Extract => ({ ...extract, state: 'BUILDING', rows: null, bytes: null, sealedAt: null, manifestDigest: null });

function describe({ name, version = 1, key, columns, controlTotals = [], partRows = 1000, compression = 'zstd' }: StandInDataset): Dataset {
  return {
    name, version, view: 'default', key: [...key], columns: [...columns], fingerprint: fingerprint({ key, columns }), hasBusinessDate: true, controlTotals: [...controlTotals], partRows, compression,
  };
}
