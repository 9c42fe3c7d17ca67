import type { AlertKind } from '@syncline/contract';
import { Outbound, SecretStore } from '@syncline/service-auth';
import { CLOCK, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { PLATFORM_CONFIG, type PlatformConfig } from '../../platform.config.ts';
import type { AlertChannel } from './alert-channel.ts';
import { EmailChannel } from './email-channel.ts';
import { WebhookChannel } from './webhook-channel.ts';

/** The channels that are configured. The log is none of them: it is written wherever an alert changes. */
@Injectable()
export class AlertChannels {
  readonly all: readonly AlertChannel[];

  constructor(outbound: Outbound, @Inject(PLATFORM_CONFIG) { alerts, publicUrl, secretVariable, outbound: { secretsFolder: folder } }: PlatformConfig, @Inject(CLOCK) clock: Clock) {
    const secrets = new SecretStore({ environment: secretVariable, folder });
    this.all = [
      ...alerts.webhooks.map((settings) => new WebhookChannel(settings, { outbound, secrets, clock })),
      ...alerts.emails.map((settings) => new EmailChannel(settings, { secrets, publicUrl })),
    ];
  }

  /** Those that hear of alerts of this kind. */
  for(kind: AlertKind): readonly AlertChannel[] {
    return this.all.filter(({ kinds }) => kinds === null || kinds.includes(kind));
  }
}
