import type { FileSource, Manifest } from '@syncline/contract';
import { expectManifest, ManifestError, verifyManifest } from '@syncline/extract-format';
import { IssuerKeys, KeysUnavailable } from '@syncline/service-auth';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, SYNC_SETTINGS, type DataConsumerConfig, type SyncSettings } from '../data-consumer.config.ts';
import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import { issuerOf } from '../files/domain/manifest-issuer.ts';
import { ProviderClient, type NotYet } from './provider-client.ts';

export interface SealedExtract {
  readonly kind: 'sealed';
  readonly manifest: Manifest;
  /** As it was signed. */
  readonly jws: string;
  readonly digest: string;
}

/** When to ask again. */
export interface Wait {
  readonly waitMs: number;
  /** What of it the source itself asked for: nobody asks sooner, not even because of a new dispatch. Null: nothing. */
  readonly askedMs: number | null;
}

export type ExtractStep =
  | SealedExtract
  /** The business date is open: there is no extract to wait for. */
  | { readonly kind: 'wait-pending'; readonly detail: string; readonly wait: Wait }
  /** It is being built. */
  | { readonly kind: 'wait-extracting'; readonly extractId: string; readonly revision: number; readonly detail: string; readonly wait: Wait };

/** What is asked for; with an extract that the file sync has chosen before, that one and no other. */
export interface ExtractWanted {
  readonly source: FileSource;
  readonly businessDate: string;
  readonly extractId: string | null;
}

/**
 * Takes the newest sealed extract and proves that its manifest is the one that was asked for, before a single row is taken.
 * It holds no thread: where the source is not ready, the file sync waits in its row.
 */
@Injectable()
export class ExtractStepper {
  constructor(
    private readonly provider: ProviderClient,
    private readonly keys: IssuerKeys,
    @Inject(CONFIG) private readonly config: DataConsumerConfig,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
  ) {}

  /** @throws SyncFailure */
  async step(wanted: ExtractWanted, signal: AbortSignal): Promise<ExtractStep> {
    const { source, businessDate, extractId } = wanted;
    const extract = extractId === null
      ? await this.provider.requestExtract(source, businessDate, signal)
      : await this.provider.getExtract(source, extractId, signal);
    if ('kind' in extract) return this.#waitPending(extract);
    if (extract.state === 'FAILED') {
      throw new SyncFailure('SOURCE_REFUSED', `The extract could not be built (${extract.reason ?? 'no reason given'}): ${extract.detail ?? 'no detail given'}`);
    }
    const building = { kind: 'wait-extracting', extractId: extract.id, revision: extract.revision, detail: `Revision ${extract.revision} of ${source.dataset} is being built.` } as const;
    if (extract.state === 'BUILDING') return { ...building, wait: waitOf(null, this.settings.pollMs) };
    const jws = await this.provider.getManifest(source, extract.id, signal);
    if (typeof jws !== 'string') return { ...building, wait: waitOf(jws.retryAfterMs, this.settings.pollMs) };
    return this.#verified(jws, source, { dataset: source.dataset, businessDate, extractId: extract.id, view: extract.view, revision: extract.revision });
  }

  #waitPending({ code, detail, retryAfterMs }: NotYet): ExtractStep {
    if (code !== 'BUSINESS_DATE_OPEN' && code !== 'EXTRACT_BUILDING') throw new SyncFailure('SOURCE_REFUSED', `The source refused (${code}): ${detail}`);
    return { kind: 'wait-pending', detail, wait: waitOf(retryAfterMs, this.settings.waitForSourceMs) };
  }

  async #verified(jws: string, source: FileSource, chosen: Pick<Manifest, 'dataset' | 'businessDate' | 'extractId' | 'view' | 'revision'>): Promise<SealedExtract> {
    const issuer = issuerOf(source, this.config.trustedIssuers);
    if (issuer === null) throw new SyncFailure('MANIFEST_SIGNATURE_INVALID', 'No trusted issuer is configured for this source.');
    try {
      const { manifest, digest } = await verifyManifest(jws, (kid) => this.keys.keyFor(issuer, kid));
      expectManifest(manifest, { issuer, ...chosen });
      refuseOther(manifest, chosen);
      return { kind: 'sealed', manifest, jws, digest };
    } catch (error) {
      if (error instanceof ManifestError) throw new SyncFailure(error.code, `${error.message}.`, { cause: error });
      if (error instanceof KeysUnavailable) throw new SyncFailure('SOURCE_UNAVAILABLE', `The keys of ${issuer} cannot be fetched: ${error.message}.`, { cause: error });
      throw error;
    }
  }
}

const waitOf = (askedMs: number | null, usualMs: number): Wait => ({ waitMs: askedMs ?? usualMs, askedMs });

/** View and revision are not asked for, but said with the extract that was chosen. */
function refuseOther(manifest: Manifest, chosen: Pick<Manifest, 'view' | 'revision'>): void {
  for (const member of ['view', 'revision'] as const) {
    if (manifest[member] === chosen[member]) continue;
    throw new SyncFailure('MANIFEST_MISMATCH', `The manifest's ${member} is ${manifest[member]}, that of the extract is ${chosen[member]}.`);
  }
}
