import { durationToMs, SCOPES } from '@syncline/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Output } from '../console/output.ts';
import { INSTANCES, readInstallation } from '../installation.config.ts';
import { loadOperatorKey } from '../operator/operator-key.ts';
import { issueOperatorToken, MAX_TTL_SECONDS } from '../operator/operator-token.ts';
import { JSON_OPTION } from './common-options.ts';

interface TokenOptions {
  readonly audience: string;
  readonly scope: string;
  readonly ttl: number;
  readonly json?: true;
}

/** `syncline token`: prints a token, and nothing else, so that `$(…)` can take it. */
export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description("print an access token signed with the operator's key")
    .addOption(new Option('--audience <service>', 'the service that will read it').choices(INSTANCES).makeOptionMandatory())
    .requiredOption('--scope <scopes>', `scopes separated by spaces, of: ${SCOPES.join(', ')}`, parseScope)
    .option('--ttl <duration>', 'its life as ISO 8601, at most PT10M', parseTtl, MAX_TTL_SECONDS)
    .option(...JSON_OPTION)
    .action(async (options: TokenOptions) => {
      const output = new Output(options.json === true);
      const key = await loadOperatorKey(readInstallation().home);
      const issued = await issueOperatorToken(key, { audience: options.audience, scope: options.scope, ttlSeconds: options.ttl });
      output.answer(issued, () => issued.token);
    });
}

/** Refuses a scope that does not exist: a token with a misspelt scope would only fail later, and less clearly. */
export function parseScope(text: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const unknown = words.filter((word) => !SCOPES.some((scope) => scope === word));
  if (words.length === 0) throw new InvalidArgumentError('At least one scope is needed.');
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no scope ${unknown.join(', ')}. Scopes: ${SCOPES.join(', ')}.`);
  return words.join(' ');
}

/** Seconds of a duration such as `PT5M`. */
export function parseTtl(text: string): number {
  const seconds = secondsOf(text);
  if (seconds >= 1 && seconds <= MAX_TTL_SECONDS) return seconds;
  throw new InvalidArgumentError('It is an ISO 8601 duration from PT1S to PT10M.');
}

function secondsOf(text: string): number {
  try {
    return Math.floor(durationToMs(text) / 1000);
  } catch {
    return Number.NaN;
  }
}
