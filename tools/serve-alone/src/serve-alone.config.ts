import { join } from 'node:path';
import { SERVICES } from '@syncline/contract';
import type { ServiceName } from '@syncline/contract';
import { readInstallation, workspaceRoot } from '@syncline/syncline-cli';

export interface ServeConfig {
  readonly app: ServiceName;
  /** `.syncline/serve/<app>` in the checkout, or below `SYNCLINE_HOME`. */
  readonly folder: string;
  /** The app's own, and those of the stand-ins for the other two. */
  readonly ports: Readonly<Record<ServiceName, number>>;
  /** Begin anew: forget database, keys and settings first. */
  readonly reset: boolean;
  /** What the app inherits. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** @throws Error that says what is wrong with the arguments or the environment */
export function readServeConfig(args: readonly string[]): ServeConfig {
  const app = SERVICES.find((service) => service === args[0]);
  const unknown = args.slice(1).filter((arg) => arg !== '--reset');
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(' ')}. The only option is --reset.`);
  if (app === undefined) throw new Error(`Which app? One of ${SERVICES.join(', ')}.`);
  const { ports } = readInstallation();
  const home = process.env['SYNCLINE_HOME'] ?? join(workspaceRoot, '.syncline');
  return { app, folder: join(home, 'serve', app), ports, reset: args.includes('--reset'), environment: { ...process.env } };
}
