import { DomainError, type Alert } from '@syncline/contract';
import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { acknowledgeAlert } from '../persistence/sql/acknowledge-alert.sql.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { AlertAnnouncements } from './alert-announcements.ts';
import { AlertEntity } from './alert.entity.ts';
import { toAlert } from './alert.read-model.ts';
import { isClosedByAcknowledging } from './domain/acknowledging.ts';

/** Says that a person is at it. */
@Injectable()
export class Acknowledgements {
  constructor(
    private readonly work: UnitOfWork,
    private readonly announcements: AlertAnnouncements,
    private readonly logger: Logger,
  ) {}

  /**
   * @param who `<issuer>#<subject>`; the first who acknowledged stays the one who is shown
   * @throws DomainError NOT_FOUND; ILLEGAL_TRANSITION where it had resolved by itself
   */
  acknowledge(id: string, who: string): Promise<Alert> {
    return this.work.run(async (unit) => {
      const isFirst = (await unit.tx.execute(acknowledgeAlert, { id, acknowledgedBy: who })) > 0;
      const alert = await unit.tx.manager.findOneBy(AlertEntity, { id });
      if (alert === null) throw new DomainError('NOT_FOUND', `There is no alert ${id}.`);
      if (isFirst) {
        await this.announcements.followed(unit, [id], alert.state === 'RESOLVED' ? 'RESOLVED' : 'ACKNOWLEDGED');
        unit.afterCommit(() => this.logger.info({ alertId: id, kind: alert.kind, acknowledgedBy: who }, 'the alert was acknowledged'));
      } else if (alert.state === 'RESOLVED' && !isClosedByAcknowledging(alert.kind)) {
        throw new DomainError('ILLEGAL_TRANSITION', 'The alert is resolved; there is nothing left to acknowledge.');
      }
      return toAlert(alert);
    });
  }
}
