import type { DataProviderConfig } from '../data-provider.config.ts';
import type { DownloadAllowance } from './domain/client-usage.ts';

/** What the configuration says about sending parts; its own injection token. */
export class DownloadSettings implements DownloadAllowance {
  readonly concurrentDownloads: number;
  readonly bytesPerSecond: number | undefined;
  /** After how many milliseconds a reader that hardly reads is cut off. */
  readonly stalledAfterMs: number;

  constructor({ concurrentDownloads, bytesPerSecond, stalledAfterMs }: DataProviderConfig['limits']) {
    this.concurrentDownloads = concurrentDownloads;
    this.bytesPerSecond = bytesPerSecond;
    this.stalledAfterMs = stalledAfterMs;
  }
}
