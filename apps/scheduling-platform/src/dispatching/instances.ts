import { Injectable } from '@nestjs/common';
import { InstanceHealth } from './domain/instance-health.ts';

/** How long an instance that failed is passed over. */
const PASS_OVER_MS = 30_000;

/** The instances of all targets, as this node has met them. */
@Injectable()
export class Instances extends InstanceHealth {
  constructor() {
    super(PASS_OVER_MS);
  }
}
