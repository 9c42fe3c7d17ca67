import { Database } from '@syncline/database';
import { Outbound } from '@syncline/service-auth';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { AnnounceTargets } from './announcements/announce-targets.ts';
import { AnnouncementLoop } from './announcements/announcement.loop.ts';
import { OutboxOptions } from './announcements/outbox-options.ts';
import { BusinessDatesController } from './business-dates/business-dates.controller.ts';
import { BusinessDatesService } from './business-dates/business-dates.service.ts';
import { acceptCatalogue } from './catalogue/accept-catalogue.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { CurrentViews } from './catalogue/current-views.service.ts';
import { loadCatalogue } from './catalogue/load-catalogue.ts';
import { BuildTiming, type DataProviderConfig } from './data-provider.config.ts';
import { DatasetsController } from './datasets/datasets.controller.ts';
import { LiveReaders } from './datasets/live-readers.service.ts';
import { LiveRows } from './datasets/live-rows.ts';
import { RowsSettings } from './datasets/rows-settings.ts';
import { BuildClaims } from './extracts/building/build-claims.service.ts';
import { BuildFolders } from './extracts/building/build-folders.service.ts';
import { BuildLoop } from './extracts/building/build.loop.ts';
import { BuildService } from './extracts/building/build.service.ts';
import { planCrash } from './extracts/building/crash-points.ts';
import { ExtractWriter } from './extracts/building/extract-writer.service.ts';
import { ExtractsController } from './extracts/extracts.controller.ts';
import { ExtractsService } from './extracts/extracts.service.ts';
import { ManifestKeys } from './extracts/manifest-keys.service.ts';
import { ManifestsController } from './extracts/manifests.controller.ts';
import { SealingService } from './extracts/sealing.service.ts';
import { GOLDEN_SOURCE } from './golden-source/golden-source.providers.ts';
import { openGoldenSource } from './golden-source/open-golden-source.ts';
import { DownloadLimits } from './parts/download-limits.service.ts';
import { DownloadSettings } from './parts/download-settings.ts';
import { PartFiles } from './parts/part-files.service.ts';
import { PartReader } from './parts/part-reader.service.ts';
import { PartSender } from './parts/part-sender.service.ts';
import { PartStore } from './parts/part-store.ts';
import { PartsController } from './parts/parts.controller.ts';
import { Expiry } from './retention/expiry.service.ts';
import { PartRemoval } from './retention/part-removal.service.ts';
import { RetentionLoop } from './retention/retention.loop.ts';
import { RetentionRule } from './retention/retention-rule.ts';

/** Everything the provider is made of, and what each port is bound to: the one place to see it all. */
@Module({})
export class DataProviderModule {
  static forRoot(config: DataProviderConfig): DynamicModule {
    planCrash(config.crashAt);
    return {
      module: DataProviderModule,
      controllers: [DatasetsController, ExtractsController, ManifestsController, PartsController, BusinessDatesController],
      providers: [
        ...configured(config),
        LiveReaders, LiveRows, ExtractsService, PartReader, BusinessDatesService,
        SealingService, ExtractWriter, BuildFolders, BuildClaims, BuildService, BuildLoop, AnnouncementLoop,
        CurrentViews, ManifestKeys, PartSender, DownloadLimits, PartFiles, Expiry, PartRemoval, RetentionLoop,
      ],
    };
  }
}

function configured(config: DataProviderConfig): Provider[] {
  const targets = new AnnounceTargets(config.announce, config.pollMs);
  return [
    {
      provide: Catalogue,
      inject: [Database],
      useFactory: async (database: Database) => {
        const loaded = await loadCatalogue(config.catalogueDir);
        return new Catalogue(loaded.map(({ dataset }) => dataset), await acceptCatalogue(database, loaded));
      },
    },
    { provide: GOLDEN_SOURCE, useFactory: () => openGoldenSource(config.goldenSourceUrl) },
    { provide: PartStore, useFactory: () => new PartStore(config.extractsDir) },
    { provide: RetentionRule, useFactory: () => new RetentionRule(config.retention) },
    { provide: DownloadSettings, useFactory: () => new DownloadSettings(config.limits) },
    { provide: RowsSettings, useFactory: () => new RowsSettings(config.rows) },
    { provide: BuildTiming, useFactory: () => new BuildTiming(config) },
    { provide: OutboxOptions, useFactory: () => new OutboxOptions(config.name, targets.urls) },
    {
      provide: AnnounceTargets,
      inject: [Outbound],
      // A receiver outside of the allowed origins would be tried in vain for ever: say so at the start.
      useFactory: (outbound: Outbound) => {
        for (const { url, auth } of config.announce) {
          outbound.assertOriginAllowed(url);
          outbound.assertSecretReferences(auth);
        }
        return targets;
      },
    },
  ];
}
