import { DomainError, type TaskDefinition } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { Outbound } from '@syncline/service-auth';
import { Inject, Injectable } from '@nestjs/common';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { TriggerRules } from '../triggers/trigger-rules.ts';
import { reporterOf } from './domain/reporter.ts';

/** What a task must fulfil besides its form: where it may call, with which secrets, who reports, what fires it. */
@Injectable()
export class TaskChecks {
  constructor(
    private readonly outbound: Outbound,
    private readonly triggers: TriggerRules,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {}

  /** @throws DomainError of status 422 that says what to change */
  async check(tx: Transaction, definition: TaskDefinition): Promise<void> {
    const { target, triggers, deadlines } = definition;
    target.urls.forEach((url, index) => pointingAt(`/target/urls/${index}`, () => this.outbound.assertOriginAllowed(url)));
    pointingAt('/target/auth', () => this.outbound.assertSecretReferences(target.auth));
    if (reporterOf(definition, this.config.trustedIssuers) === null) {
      throw new DomainError('REPORTER_REQUIRED', 'No trusted issuer is configured for the audience of this task; name target.reporter.', { errors: [{ pointer: '/target/reporter', detail: 'is required here' }] });
    }
    await this.triggers.check(tx, triggers, deadlines);
  }
}

/** What the check finds is said of this place of the definition. */
function pointingAt(pointer: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.code, error.detail, { errors: [{ pointer, detail: error.detail }], cause: error });
  }
}
