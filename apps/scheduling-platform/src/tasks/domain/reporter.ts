import type { Reporter, TaskDefinition } from '@syncline/contract';

interface Issuer {
  readonly issuer: string;
  readonly service?: string | undefined;
}

/**
 * Who may report on the runs of a task: whom it names, else the trusted issuer that is the service its token is for.
 * Null where there is nobody.
 */
export function reporterOf({ target }: TaskDefinition, trusted: readonly Issuer[]): Reporter | null {
  const { auth, reporter } = target;
  if (reporter !== null || auth.kind !== 'service-jwt') return reporter;
  const issuer = trusted.find(({ service }) => service === auth.audience);
  return issuer === undefined ? null : { issuer: issuer.issuer, subject: auth.audience };
}
