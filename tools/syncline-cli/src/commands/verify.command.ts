import type { Command } from 'commander';
import { Output } from '../console/output.ts';
import { findFiles } from '../definitions/find-files.ts';
import { EXIT } from '../exit-codes.ts';
import { describeVerified, formatVerified } from '../verify/format-verified.ts';
import { verifyFiles } from '../verify/verify-files.ts';
import { CommandEnded } from './command-ended.ts';
import { JSON_OPTION } from './common-options.ts';

interface VerifyCommandOptions {
  readonly jwks?: string;
  readonly parts?: string;
  readonly json?: true;
}

const HELP = `
A file is the signed form of a manifest (a JWS); a folder stands for every .jws in it and below it, such as what
syncline download leaves. Parts are looked for beside the manifest and in --parts, by their number or by their stored digest,
so that a copy of a provider's EXTRACTS_DIR will do. Nothing is asked of any service.`;

/** `syncline verify`: proves offline that data is what was sealed. */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('prove offline that extracts are what was sealed: signature, manifest, parts, rows, totals, chain (exit code 9 if not)')
    .argument('<files...>', 'signed manifests, or folders of them')
    .option('--jwks <file>', "the provider's public keys; without, the jwks.json beside each manifest")
    .option('--parts <folder>', 'where the parts are, if not beside the manifest')
    .option(...JSON_OPTION)
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: VerifyCommandOptions) => {
      const output = new Output(options.json === true);
      const { files, problems } = findFiles(paths, { ending: /\.jws$/, called: '.jws file' });
      if (problems.length > 0) throw new CommandEnded(EXIT.usage, problems.map(({ file, detail }) => `${file} ${detail}`).join('\n'));
      const verified = await verifyFiles(files, { jwks: options.jwks ?? null, parts: options.parts ?? null });
      output.answer(describeVerified(verified), () => formatVerified(verified));
      if (verified.files.some(({ keys }) => keys?.isBesideTheData)) {
        output.note('the keys lay beside the data, which proves nothing about who put them there; --jwks names keys that came another way');
      }
      if (verified.problems.length > 0) throw new CommandEnded(EXIT.notAsSealed);
    });
}
