import type { AlertKind } from '@syncline/contract';

/**
 * Kinds that nothing but a person can put right: the moment of a missed firing does not come back. Acknowledging such an
 * alert resolves it in the same moment, and acknowledging it again is answered like the first time; a conflict is only
 * where an alert resolved by itself, so that the acknowledgement came too late to mean anything.
 */
export const CLOSED_BY_ACKNOWLEDGING = ['MISFIRED'] as const satisfies readonly AlertKind[];

export const isClosedByAcknowledging = (kind: AlertKind): boolean => CLOSED_BY_ACKNOWLEDGING.some((closed) => closed === kind);
