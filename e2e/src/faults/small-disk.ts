import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of a few megabytes that a test can fill: a tmpfs of its own, which takes root to mount. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /**
   * @param megabytes its size
   * @param owner who may write to it; everybody unless told
   * @throws Error where nothing may be mounted: a test of a full disk that has no disk has shown nothing
   */
  static async mount(megabytes: number, owner?: { uid: number; gid: number }): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'syncline-small-disk-'));
    const access = owner === undefined ? 'mode=0777' : `mode=0700,uid=${owner.uid},gid=${owner.gid}`;
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,${access}`, 'syncline-small-disk', folder]);
    } catch (cause) {
      await rmdir(folder);
      throw new Error('A small disk cannot be mounted here: this test runs as root, or in a container that may mount.', { cause });
    }
    return new SmallDisk(folder);
  }

  /** Somebody made room. */
  async grow(megabytes: number): Promise<void> {
    await run('mount', ['-o', `remount,size=${megabytes}m`, this.folder]);
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
    await rmdir(this.folder);
  }
}
