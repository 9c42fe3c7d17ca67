import { Injectable } from '@nestjs/common';
import { OutputWork } from '../outputs/output-work.ts';
import { workKindOf, type DispatchTarget, type WorkKind } from './dispatch-target.ts';
import { FileSyncsWork } from './file-syncs-work.ts';
import type { JobWork } from './job-work.ts';

/** The work behind each dispatch target. */
@Injectable()
export class JobWorks {
  readonly #works: Readonly<Record<WorkKind, JobWork>>;

  constructor(files: FileSyncsWork, output: OutputWork) {
    this.#works = { files, output };
  }

  of(target: DispatchTarget): JobWork {
    return this.#works[workKindOf(target)];
  }
}
