import { DomainError, fieldErrors, jsonDigest, SyncParameters, type Dispatch, type FileDefinition } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { currentTraceparent } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { FileSyncRunner } from '../file-syncs/file-sync.runner.ts';
import { FilesStore } from '../files/files.store.ts';
import { cancelFileSyncs } from '../persistence/sql/cancel-file-syncs.sql.ts';
import { hastenFileSyncs } from '../persistence/sql/hasten-file-syncs.sql.ts';
import { insertFileSync } from '../persistence/sql/insert-file-sync.sql.ts';
import { readJobFiles } from '../persistence/sql/read-job-files.sql.ts';
import { carryRelease, readReleased } from '../persistence/sql/release-file-sync.sql.ts';
import type { Release } from '../publishing/domain/guards.ts';
import { namedBy } from './dispatch-target.ts';
import type { JobWork, WorkOrder } from './job-work.ts';

/** A file sync a file: every file, those in the dispatch's parameters, or the one that the target names. */
@Injectable()
export class FileSyncsWork implements JobWork {
  constructor(
    private readonly files: FilesStore,
    private readonly runner: FileSyncRunner,
  ) {}

  async begin(tx: Transaction, order: WorkOrder): Promise<void> {
    for (const definition of await this.#wanted(tx, order)) await this.#insert(tx, order, definition);
  }

  /** By the definitions of now: a person may have mended one in between. */
  async beginAgain(tx: Transaction, order: WorkOrder): Promise<void> {
    const { jobId, dispatch } = order;
    await this.cancel(tx, jobId, { reason: 'SUPERSEDED', detail: `Attempt ${dispatch.attempt} began.` });
    const done = await tx.query(readJobFiles, { jobId });
    const redo = new Set(done.filter(({ state }) => state !== 'SUCCEEDED').map(({ fileName }) => fileName));
    const definitions = (await this.files.definitions(tx)).filter(({ name }) => redo.has(name));
    for (const definition of definitions) {
      const id = await this.#insert(tx, order, definition);
      const before = done.find(({ fileName }) => fileName === definition.name);
      if (before !== undefined) await carryOver(tx, definition, before.id, id);
    }
  }

  async hasten(tx: Transaction, jobId: string): Promise<void> {
    await tx.execute(hastenFileSyncs, { jobId });
  }

  async cancel(tx: Transaction, jobId: string, why: { readonly reason: string; readonly detail: string }): Promise<void> {
    await tx.execute(cancelFileSyncs, { jobId, ...why });
  }

  nudge(): void {
    this.runner.nudge();
  }

  dropLostLeases(): Promise<boolean> {
    return this.runner.dropLostLeases();
  }

  async #insert(tx: Transaction, { jobId, dispatch, businessDate }: WorkOrder, definition: FileDefinition): Promise<string> {
    const id = uuidv7();
    await tx.execute(insertFileSync, {
      id, jobId, runId: dispatch.runId, attempt: dispatch.attempt, fileName: definition.name, definitionJson: JSON.stringify(definition),
      businessDate, isOlderAllowed: parametersOf(dispatch).allowOlder, traceparent: currentTraceparent() ?? null,
    });
    return id;
  }

  async #wanted(tx: Transaction, { target, dispatch }: WorkOrder): Promise<FileDefinition[]> {
    const all = await this.files.definitions(tx);
    const one = namedBy(target);
    if (one !== undefined) {
      const found = all.filter(({ name }) => name === one);
      if (found.length === 0) throw new DomainError('NOT_FOUND', `There is no file ${one}.`);
      return found;
    }
    const files = parametersOf(dispatch).files ?? null;
    const unknown = (files ?? []).filter((file) => !all.some(({ name }) => name === file));
    if (unknown.length > 0) throw new DomainError('UNKNOWN_FILE', `There is no file ${unknown.join(', ')}.`, { errors: unknown.map((file) => ({ pointer: `/parameters/files/${files?.indexOf(file)}`, detail: 'is not defined' })) });
    if (all.length === 0) throw new DomainError('UNKNOWN_FILE', 'No file is defined.');
    return files === null ? all : all.filter(({ name }) => files.includes(name));
  }
}

/**
 * The attempt after a release goes on with what was stopped: the same extract, and with it what is staged of it. Not where
 * the file takes its rows from somewhere else by now.
 */
async function carryOver(tx: Transaction, definition: FileDefinition, fromId: string, id: string): Promise<void> {
  const [released] = await tx.query(readReleased, { id: fromId });
  if (released === undefined || jsonDigest(released.definitionJson.source) !== jsonDigest(definition.source)) return;
  const all: Release[] = [...(released.releasedJson ?? []), { code: released.reason, against: released.againstDigest }];
  await tx.execute(carryRelease, { id, fromId, releasedJson: JSON.stringify(all) });
}

function parametersOf({ parameters }: Dispatch): SyncParameters {
  const read = SyncParameters.safeParse(parameters);
  if (read.success) return read.data;
  throw new DomainError('VALIDATION_FAILED', 'The parameters cannot be read.', { errors: fieldErrors(read.error, ['parameters']) });
}
