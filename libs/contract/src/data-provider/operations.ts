import { z } from 'zod';
import { IdempotencyHeaders } from '../idempotency-key.ts';
import { operation } from '../operation.ts';
import { listOf, listQuery } from '../primitives/list.ts';
import { Name, Uuid } from '../primitives/text.ts';
import { BusinessDate } from '../primitives/time.ts';
import { BusinessDateClose } from './business-date.ts';
import { Dataset, Row } from './dataset.ts';
import { Extract, ExtractRequest } from './extract.ts';
import { JOSE_TYPE, Manifest, PART_TYPES } from './manifest.ts';

const byName = z.strictObject({ name: Name });
const byId = z.strictObject({ id: Uuid });
const byDate = z.strictObject({ date: BusinessDate });
const PartNumber = z.string().regex(/^[1-9]\d{0,8}$/, 'must be a part number, from 1').transform(Number).meta({ type: 'integer', minimum: 1 });

export const dataProviderOperations = {
  listDatasets: operation({
    id: 'listDatasets', method: 'GET', path: '/api/v1/datasets', policy: 'datasets:read',
    summary: 'The datasets that the client may see, each in its own view.',
    query: listQuery({}), responses: { 200: listOf(Dataset) },
  }),
  getDataset: operation({
    id: 'getDataset', method: 'GET', path: '/api/v1/datasets/:name', policy: 'datasets:read',
    summary: 'One dataset in the view of the client; 404 where it may not see it.',
    params: byName, responses: { 200: Dataset },
  }),
  listRows: operation({
    id: 'listRows', method: 'GET', path: '/api/v1/datasets/:name/rows', policy: 'datasets:read',
    summary: 'Live rows of the source in the view of the client, in key order, as canonical texts. Filtered by the first key columns: `?<column>=<canonical text>`.',
    // Besides these, names of key columns, which are the dataset's to say: the handler refuses all others.
    params: byName, query: listQuery({ businessDate: BusinessDate.optional() }).loose(), responses: { 200: listOf(Row) },
  }),
  createExtract: operation({
    id: 'createExtract', method: 'POST', path: '/api/v1/datasets/:name/extracts', policy: ['extracts:read', 'extracts:write'],
    summary: 'The extract of a closed business date: 200 when it is there, 201 when it is being built. It needs extracts:read; with newRevision extracts:write.',
    params: byName, headers: IdempotencyHeaders, body: ExtractRequest, responses: { 200: Extract, 201: Extract },
  }),
  listExtracts: operation({
    id: 'listExtracts', method: 'GET', path: '/api/v1/extracts', policy: 'extracts:read',
    summary: 'Extracts in the view of the client, newest first.',
    query: listQuery({ dataset: Name.optional(), businessDate: BusinessDate.optional() }), responses: { 200: listOf(Extract) },
  }),
  getExtract: operation({
    id: 'getExtract', method: 'GET', path: '/api/v1/extracts/:id', policy: 'extracts:read',
    summary: 'One extract.',
    params: byId, responses: { 200: Extract },
  }),
  getManifest: operation({
    id: 'getManifest', method: 'GET', path: '/api/v1/extracts/:id/manifest', policy: 'extracts:read',
    summary: 'What the extract holds: the payload as JSON, or the signed form with Accept: application/jose.',
    params: byId, responses: { 200: Manifest }, produces: ['application/json', JOSE_TYPE],
  }),
  getPart: operation({
    id: 'getPart', method: 'GET', path: '/api/v1/extracts/:id/parts/:n', policy: 'extracts:read',
    summary: 'The stored bytes of a part, with ETag, Repr-Digest and one Range.',
    params: z.strictObject({ id: Uuid, n: PartNumber }), responses: { 200: null, 206: null, 304: null }, produces: Object.values(PART_TYPES),
  }),
  closeBusinessDate: operation({
    id: 'closeBusinessDate', method: 'POST', path: '/api/v1/business-dates/:date/close', policy: 'business-dates:close',
    summary: 'Closes a business date and seals every dataset; 202 the first time, 200 on a repeat, which announces nothing new.',
    params: byDate, responses: { 200: BusinessDateClose, 202: BusinessDateClose },
  }),
  getBusinessDate: operation({
    id: 'getBusinessDate', method: 'GET', path: '/api/v1/business-dates/:date', policy: 'business-dates:close',
    summary: 'The state of a close; 404 while the date is open.',
    params: byDate, responses: { 200: BusinessDateClose },
  }),
};
