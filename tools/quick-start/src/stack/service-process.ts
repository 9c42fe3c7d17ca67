import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Installation, type InstanceName, urlOf, workspaceRoot } from '@syncline/syncline-cli';
import type { Home } from '../home/home.ts';
import type { ServiceSpec } from '../supervisor/supervised-service.ts';
import { serviceOf } from './instances.ts';
import type { Environment } from './service-environment.ts';

const programOf = (instance: InstanceName): string => join(workspaceRoot, 'apps', serviceOf(instance), 'dist', 'main.js');

/** The process of an instance. */
export const serviceProcess = (instance: InstanceName, env: Environment, home: Home, installation: Installation): ServiceSpec => ({
  name: instance,
  command: ['--enable-source-maps', programOf(instance)],
  env,
  cwd: workspaceRoot,
  logFile: home.log(instance),
  pidFile: home.pidFile(instance),
  readyUrl: `${urlOf(installation, instance)}/health/ready`,
});

/** Begins a log anew; the one of the start before stays beside it. */
export function rotateLog(path: string): void {
  if (existsSync(path)) renameSync(path, path.replace(/\.log$/, '.previous.log'));
}
