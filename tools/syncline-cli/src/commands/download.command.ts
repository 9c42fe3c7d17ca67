import { Uuid } from '@syncline/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { formatCount } from '../console/format.ts';
import { Output } from '../console/output.ts';
import { downloadExtract, NotTheExtract } from '../download/download-extract.ts';
import { PartNotAsSealed } from '../download/download-part.ts';
import { providerAddress } from '../download/provider-address.ts';
import { ProviderFiles } from '../download/provider-files.ts';
import { EXIT } from '../exit-codes.ts';
import { readInstallation } from '../installation.config.ts';
import { loadOperatorKey } from '../operator/operator-key.ts';
import { CommandEnded } from './command-ended.ts';
import { JSON_OPTION } from './common-options.ts';

interface DownloadOptions {
  readonly to: string;
  readonly provider: string;
  readonly json?: true;
}

const HELP = `
Into <folder>/<extract-id>/: manifest.jws, jwks.json and a part-00001.csv.zst (.gz, or .csv) a part. Begun again it goes on
where it stopped. syncline verify <folder> then proves what came.`;

/** `syncline download`: fetches an extract with all that is needed to prove it. */
export function addDownloadCommand(program: Command): void {
  program
    .command('download')
    .description('fetch a sealed extract with its signed manifest, for syncline verify')
    .argument('<extract-id>', 'the id of a sealed extract', parseExtractId)
    .requiredOption('--to <folder>', 'where it goes; made if it is not there')
    .option('--provider <name-or-url>', 'data-provider, data-provider-2, or the URL of another one', 'data-provider')
    .option(...JSON_OPTION)
    .addHelpText('after', HELP)
    .action(async (extractId: string, options: DownloadOptions) => {
      const output = new Output(options.json === true);
      const installation = readInstallation();
      const provider = providerAddress(installation, options.provider);
      if (provider === null) throw new CommandEnded(EXIT.usage, `--provider is "${options.provider}"; it is data-provider, data-provider-2, or a URL such as https://provider.example`);
      const files = new ProviderFiles(provider, await loadOperatorKey(installation.home));
      const downloaded = await downloadExtract(files, extractId, options.to, (part, of) => {
        if (output.screen.isTerminal && !output.isJson) output.note(`part ${part} of ${of}`);
      }).catch((error: unknown) => {
        if (error instanceof PartNotAsSealed || error instanceof NotTheExtract) throw new CommandEnded(EXIT.notAsSealed, error.message);
        throw error;
      });
      const { folder, manifest: { dataset, businessDate, revision, parts }, manifestDigest, receivedBytes } = downloaded;
      output.answer({ extractId, dataset, businessDate, revision, manifestDigest, folder, parts: parts.length, receivedBytes }, () =>
        `${dataset} ${businessDate} revision ${revision}: ${formatCount(parts.length)} parts in ${folder}, ${formatCount(receivedBytes)} bytes received\nto prove it: syncline verify ${folder}`);
    });
}

/** It becomes part of a path and of a URL: nothing but an id may. */
export function parseExtractId(text: string): string {
  const id = Uuid.safeParse(text);
  if (id.success) return id.data;
  throw new InvalidArgumentError('It is the id of an extract, as GET /api/v1/extracts shows it.');
}
