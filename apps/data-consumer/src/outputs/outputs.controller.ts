import type { IncomingHttpHeaders } from 'node:http';
import { dataConsumerOperations as operations, DomainError, type InputOf, type Output, type Page, type Report, type SyncJob } from '@syncline/contract';
import { Database } from '@syncline/database';
import type { Caller } from '@syncline/service-auth';
import { Answer, CurrentCaller, decodeCursor, Endpoint, Input, RawHeaders, toPage } from '@syncline/service-kit';
import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { listOutputEditions } from '../persistence/sql/list-output-editions.sql.ts';
import { readLastOutputRun } from '../persistence/sql/read-last-output-run.sql.ts';
import { SyncJobCancellation } from '../sync-jobs/sync-job-cancellation.ts';
import { answerOf, syncJobResource } from '../sync-jobs/sync-job.resource.ts';
import { SyncJobsService } from '../sync-jobs/sync-jobs.service.ts';
import { OutputCatalogue } from './definitions/output-catalogue.ts';
import type { OutputDefinition } from './definitions/output-definition.ts';
import { outputResource } from './output-resource.ts';
import { negotiate } from './serving/negotiate.ts';
import { OutputReader } from './serving/output-reader.ts';
import { FORMS, sendOutput } from './serving/send-output.ts';

const ByName = z.tuple([z.string()]);
const MOST_DATES = 100;

/** Outputs: a dispatch target each, and what people read. */
@Controller()
export class OutputsController {
  constructor(
    private readonly database: Database,
    private readonly outputs: OutputCatalogue,
    private readonly jobs: SyncJobsService,
    private readonly cancellation: SyncJobCancellation,
    private readonly reader: OutputReader,
  ) {}

  @Endpoint(operations.dispatchOutput)
  async dispatchOutput(@Input() { params, body, headers }: InputOf<typeof operations.dispatchOutput>, @CurrentCaller() caller: Caller): Promise<Answer<Report>> {
    this.outputs.require(params.name);
    return answerOf(await this.jobs.dispatch(`outputs/${params.name}`, body, headers['idempotency-key'], caller));
  }

  @Endpoint(operations.cancelOutput)
  async cancelOutput(@Input() { params, headers }: InputOf<typeof operations.cancelOutput>): Promise<SyncJob> {
    const target = `outputs/${params.name}` as const;
    await this.cancellation.cancel(target, params.runId, headers['idempotency-key']);
    return syncJobResource(await this.jobs.get(target, params.runId));
  }

  @Endpoint(operations.listOutputs)
  async listOutputs(@Input() { query }: InputOf<typeof operations.listOutputs>): Promise<Page<Output>> {
    const [after = ''] = decodeCursor(query.cursor, ByName) ?? [];
    const names = this.outputs.all.filter(({ name }) => name > after).slice(0, query.limit + 1);
    const page = toPage(names, query.limit, ({ name }) => [name], (definition) => definition);
    return { ...page, items: await Promise.all(page.items.map((definition) => this.#resource(definition))) };
  }

  @Endpoint(operations.getOutput)
  async getOutput(
    @Input() { params, query }: InputOf<typeof operations.getOutput>, @RawHeaders() headers: IncomingHttpHeaders, @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name } = this.outputs.require(params.name);
    const form = negotiate(headers.accept, FORMS);
    if (form === null) throw new DomainError('NOT_ACCEPTABLE', `An output is served as ${FORMS.join(' or ')}.`);
    const { businessDate = null } = query;
    const isThere = await this.reader.read(name, businessDate, (edition, rows) => sendOutput({ edition, rows, form, ifNoneMatch: headers['if-none-match'] }, reply));
    if (!isThere) throw new DomainError('NOT_FOUND', `The output ${name} was not computed${businessDate === null ? ' yet' : ` for ${businessDate}`}.`);
  }

  async #resource(definition: OutputDefinition): Promise<Output> {
    const outputName = definition.name;
    const editions = await this.database.query(listOutputEditions, { outputName, businessDate: null, limit: MOST_DATES });
    const [lastRun] = await this.database.query(readLastOutputRun, { outputName });
    return outputResource(this.database.dialect, definition, editions, lastRun);
  }
}
