import { Injectable } from '@nestjs/common';
import type { FiringRequest } from '../firings/firing.ts';
import type { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import type { Unit } from '../persistence/unit-of-work.ts';

/** Turns firings of groups into occurrences and group runs. */
@Injectable()
export class GroupFirings {
  fire(_unit: Unit, requests: readonly FiringRequest[]): Promise<OccurrenceEntity[]> {
    if (requests.length > 0) return Promise.reject(new Error('Groups are not there yet'));
    return Promise.resolve([]);
  }
}
