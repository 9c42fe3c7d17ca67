import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@syncline/contract';
import { type Installation, urlOf, workspaceRoot } from '@syncline/syncline-cli';
import type { Home } from '../home/home.ts';
import type { ProcessSpec } from '../supervisor/child-process.ts';
import type { ServiceSpec } from '../supervisor/supervised-service.ts';
import type { Environment } from './service-environment.ts';

const programOf = (service: ServiceName): string => join(workspaceRoot, 'apps', service, 'dist', 'main.js');

/** The process that brings a service's database up to date and ends. */
export const migrationProcess = (service: ServiceName, env: Environment, home: Home): ProcessSpec => ({
  name: `${service}-migrate`,
  command: ['--enable-source-maps', programOf(service), 'migrate'],
  env,
  cwd: workspaceRoot,
  logFile: home.log(service),
  pidFile: home.pidFile(`${service}-migrate`),
});

/** The service itself. */
export const serviceProcess = (service: ServiceName, env: Environment, home: Home, installation: Installation): ServiceSpec => ({
  name: service,
  command: ['--enable-source-maps', programOf(service)],
  env,
  cwd: workspaceRoot,
  logFile: home.log(service),
  pidFile: home.pidFile(service),
  readyUrl: `${urlOf(installation, service)}/health/ready`,
});

/** Begins a log anew; the one of the start before stays beside it. */
export function rotateLog(path: string): void {
  if (existsSync(path)) renameSync(path, path.replace(/\.log$/, '.previous.log'));
}
