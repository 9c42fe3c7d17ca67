import { Inject, Injectable } from '@nestjs/common';
import type { DatasetView } from '../../catalogue/domain/dataset-view.ts';
import { BuildTiming } from '../../data-provider.config.ts';
import { GOLDEN_SOURCE } from '../../golden-source/golden-source.providers.ts';
import type { GoldenSource, SourceSnapshot } from '../../golden-source/golden-source.ts';
import { PartStore } from '../../parts/part-store.ts';
import { buildFailureOf, type BuildFailure } from './build-failure.ts';
import { writeExtract, type WrittenExtract } from './write-extract.ts';

/** The part of a build that has nothing to do with the database of the provider: from the source onto the disk. */
@Injectable()
export class ExtractWriter {
  constructor(
    @Inject(GOLDEN_SOURCE) private readonly source: GoldenSource,
    private readonly store: PartStore,
    private readonly timing: BuildTiming,
  ) {}

  /** How many extracts are to be written at once. */
  get atOnce(): number {
    return this.timing.extractsAtOnce;
  }

  /** One state of the source for all that is written of it. */
  async openSnapshot(): Promise<SourceSnapshot | BuildFailure> {
    try {
      return await this.source.openSnapshot();
    } catch (error) {
      return buildFailureOf(error);
    }
  }

  /** @param build the lease token, which names the folder of what is unfinished */
  async write(build: string, view: DatasetView, businessDate: string, snapshot: SourceSnapshot, signal: AbortSignal): Promise<WrittenExtract | BuildFailure> {
    const { store, source: { dialect }, timing: { partsAtOnce } } = this;
    try {
      return await writeExtract({ build, view, businessDate, snapshot, dialect, store, partsAtOnce, signal });
    } catch (error) {
      return signal.aborted ? { kind: 'passing', detail: 'the build was interrupted' } : buildFailureOf(error);
    }
  }
}
