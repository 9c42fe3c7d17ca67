import { dataConsumerOperations as operations, type FileResource, type InputOf, type Page } from '@syncline/contract';
import { Answer, decodeCursor, Endpoint, Input, toPage } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { fileResource } from './file.resource.ts';
import { FilesService } from './files.service.ts';
import { FilesStore } from './files.store.ts';

const CursorKey = z.tuple([z.string()]);

@Controller()
export class FilesController {
  constructor(
    private readonly files: FilesService,
    private readonly store: FilesStore,
  ) {}

  @Endpoint(operations.listFiles)
  async listFiles(@Input() { query }: InputOf<typeof operations.listFiles>): Promise<Page<FileResource>> {
    const [beforeName = null] = decodeCursor(query.cursor, CursorKey) ?? [];
    return toPage(await this.store.list(beforeName, query.limit + 1), query.limit, (file) => [file.definition.name], fileResource);
  }

  @Endpoint(operations.putFile)
  async putFile(@Input() { params, body, headers }: InputOf<typeof operations.putFile>): Promise<Answer<FileResource>> {
    const { isNew, file } = await this.files.put(params.name, body, headers['if-match']);
    return new Answer(isNew ? 201 : 200, fileResource(file), { etag: `"${file.version}"` });
  }

  @Endpoint(operations.getFile)
  async getFile(@Input() { params }: InputOf<typeof operations.getFile>): Promise<Answer<FileResource>> {
    const file = await this.files.get(params.name);
    return new Answer(200, fileResource(file), { etag: `"${file.version}"` });
  }
}
