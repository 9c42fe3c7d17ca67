import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { jsonRows } from '../persistence/json-rows.ts';
import { raiseAlerts, type NewAlert } from '../persistence/sql/raise-alerts.sql.ts';
import { resolveAlerts } from '../persistence/sql/resolve-alerts.sql.ts';
import { selectResolvableAlerts } from '../persistence/sql/select-resolvable-alerts.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { shorten } from '../runs/domain/shorten.ts';
import { AlertAnnouncements } from './alert-announcements.ts';
import { mendKey, openKey } from './domain/alert-keys.ts';
import type { AlertRequest, ResolveCause } from './domain/alert-request.ts';
import { whatResolves } from './domain/what-resolves.ts';

/**
 * Raises and resolves alerts in the transaction that gives cause, many at a time.
 *
 * Model: at most one alert of a kind stands open for a subject; a unique key says so, not a look before. Whoever raises
 * or resolves for a subject holds the lock of that subject (its run, its group run) or has just made it, so a cause to
 * raise and a cause to resolve never race. Resolving is asked at every end of a run and nearly always finds nothing:
 * then it costs one statement that reads indexes of open alerts only. Log lines are written once the rows have committed.
 */
@Injectable()
export class AlertBook {
  constructor(
    private readonly announcements: AlertAnnouncements,
    private readonly logger: Logger,
  ) {}

  /** Opens one alert for each request, unless one of its kind stands open for its subject already. */
  async raise(unit: Unit, requests: readonly AlertRequest[]): Promise<void> {
    if (requests.length === 0) return;
    const alerts = requests.map(newAlert);
    const ids = new Set((await unit.tx.query(raiseAlerts, { alerts: jsonRows(alerts) })).map(({ id }) => id));
    const opened = alerts.filter(({ id }) => ids.has(id));
    await this.announcements.opened(unit, opened);
    for (const alert of opened) unit.afterCommit(() => this.#log(alert));
  }

  /** Closes the alerts that these causes put right (`domain/what-resolves.ts`). */
  async resolve(unit: Unit, causes: readonly ResolveCause[]): Promise<void> {
    if (causes.length === 0) return;
    const { openKeys, mendKeys, runs, groupRuns } = whatResolves(causes);
    const found = await unit.tx.query(selectResolvableAlerts, {
      openKeys: JSON.stringify(openKeys), mendKeys: JSON.stringify(mendKeys), runs: JSON.stringify(runs), groupRuns: JSON.stringify(groupRuns),
    });
    if (found.length === 0) return;
    const ids = found.map(({ id }) => id);
    await unit.tx.execute(resolveAlerts, { ids: JSON.stringify(ids) });
    await this.announcements.followed(unit, ids, 'RESOLVED');
    for (const { id: alertId, kind } of found) unit.afterCommit(() => this.logger.info({ alertId, kind }, `alert ${kind} resolved`));
  }

  #log({ id: alertId, kind, runId, groupRunId, occurrenceId, task, groupName: group, businessDate, detail }: NewAlert): void {
    this.logger.error({ alertId, kind, runId, groupRunId, occurrenceId, task, group, businessDate }, `alert ${kind}: ${detail}`);
  }
}

function newAlert(request: AlertRequest): NewAlert {
  const { kind, subject, task, group, businessDate, detail } = request;
  return {
    id: uuidv7(),
    kind,
    openKey: openKey(kind, subject.id),
    mendKey: mendKey(request),
    runId: subject.kind === 'RUN' ? subject.id : null,
    groupRunId: subject.kind === 'GROUP_RUN' ? subject.id : null,
    occurrenceId: subject.kind === 'OCCURRENCE' ? subject.id : null,
    task,
    groupName: group,
    businessDate,
    detail: shorten(detail) ?? '',
  };
}
