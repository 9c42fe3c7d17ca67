import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICES } from '@syncline/contract';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What runs in an installation, by name: the three services, and the provider of a second golden source. */
export const INSTANCES = [...SERVICES, 'data-provider-2'] as const;
export type InstanceName = (typeof INSTANCES)[number];

/** The variable that sets each port. A message about a port always names its variable. */
export const PORT_VARIABLES: Readonly<Record<InstanceName, string>> = {
  'scheduling-platform': 'SCHEDULING_PLATFORM_PORT',
  'data-provider': 'DATA_PROVIDER_PORT',
  'data-provider-2': 'DATA_PROVIDER_2_PORT',
  'data-consumer': 'DATA_CONSUMER_PORT',
};

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  SCHEDULING_PLATFORM_PORT: 4100,
  DATA_PROVIDER_PORT: 4200,
  DATA_PROVIDER_2_PORT: 4201,
  DATA_CONSUMER_PORT: 4300,
  POSTGRES_PORT: 4400,
};

/** Where one quick start lives on this machine: its folder, and the ports of its processes. */
export interface Installation {
  /** Absolute path of `SYNCLINE_HOME`. */
  readonly home: string;
  readonly ports: Readonly<Record<InstanceName, number>>;
  readonly postgresPort: number;
  /** `NAME=value` of every variable that was set, so that a printed command works as printed. */
  readonly assignments: readonly string[];
}

/** The environment holds something that cannot be meant; the message lists every problem. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
}

/** The root of the checkout: two folders above this tool, whether it runs from `src` or from `dist`. */
export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Reads the variables of an installation once. Throws an {@link InstallationError} that lists all problems. */
export function readInstallation(env: Environment = process.env): Installation {
  const problems: string[] = [];
  const variables = [...INSTANCES.map((instance) => PORT_VARIABLES[instance]), 'POSTGRES_PORT'];
  const ports = new Map(variables.map((variable) => [variable, readPort(variable, env, problems)]));
  for (const [variable, port] of ports) {
    const other = [...ports].find(([name, value]) => value === port && name < variable);
    if (port !== 0 && other !== undefined) problems.push(`${other[0]} and ${variable} are both ${port}; each process needs a port of its own`);
  }
  if (problems.length > 0) throw new InstallationError(problems.join('\n'));

  const port = (variable: string): number => ports.get(variable) ?? 0;
  const givenHome = env['SYNCLINE_HOME'];
  const home = givenHome ? resolve(givenHome) : join(workspaceRoot, '.syncline');
  return Object.freeze({
    home,
    ports: {
      'scheduling-platform': port('SCHEDULING_PLATFORM_PORT'),
      'data-provider': port('DATA_PROVIDER_PORT'),
      'data-provider-2': port('DATA_PROVIDER_2_PORT'),
      'data-consumer': port('DATA_CONSUMER_PORT'),
    },
    postgresPort: port('POSTGRES_PORT'),
    assignments: [
      ...(givenHome ? [`SYNCLINE_HOME=${home}`] : []),
      ...variables.filter((variable) => env[variable]).map((variable) => `${variable}=${port(variable)}`),
    ],
  });
}

function readPort(variable: string, env: Environment, problems: string[]): number {
  const text = env[variable];
  if (text === undefined || text === '') return DEFAULT_PORTS[variable] ?? 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  problems.push(`${variable} is "${text}"; a port is a whole number from 1 to 65535`);
  return 0;
}

/** The base URL of an instance, as its configuration and people name it. */
export const urlOf = (installation: Installation, instance: InstanceName): string => `http://localhost:${installation.ports[instance]}`;

/** The base URL of each, for definitions that name instances and not ports. */
export const urlsOf = (installation: Installation): Record<InstanceName, string> => ({
  'scheduling-platform': urlOf(installation, 'scheduling-platform'),
  'data-provider': urlOf(installation, 'data-provider'),
  'data-provider-2': urlOf(installation, 'data-provider-2'),
  'data-consumer': urlOf(installation, 'data-consumer'),
});
