import { LoopRegistry } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';

export type LoopName = 'dispatch' | 'deadlines' | 'cancellations' | 'groups' | 'group-deadlines' | `alert-delivery:${string}`;

/** Tells a loop of this process that there is something for it, instead of letting it find out at its next poll. */
@Injectable()
export class WakeUps {
  constructor(private readonly loops: LoopRegistry) {}

  wake(name: LoopName): void {
    this.loops.get(name).nudge();
  }
}
