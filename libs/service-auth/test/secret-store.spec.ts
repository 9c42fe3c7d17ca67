import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@syncline/test-kit';
import { SecretStore } from '../src/index.ts';

const root = temporaryFolder('secrets');
const folder = join(root, 'secrets');
mkdirSync(join(folder, 'data'), { recursive: true });
mkdirSync(join(root, 'secrets-of-others'));
writeFileSync(join(folder, 'password'), 'hunter2\n');
writeFileSync(join(folder, 'data', 'current'), 'rotated');
writeFileSync(join(folder, 'empty'), '');
writeFileSync(join(folder, 'huge'), 'x'.repeat(65_537));
writeFileSync(join(root, 'outside'), 'not yours');
writeFileSync(join(root, 'secrets-of-others', 'x'), 'not yours');
symlinkSync(join(folder, 'data', 'current'), join(folder, 'linked'));
symlinkSync(join(root, 'outside'), join(folder, 'escape'));
symlinkSync(join(root, 'secrets-of-others', 'x'), join(folder, 'neighbour'));
symlinkSync('/', join(folder, 'slash'));

const environment: Record<string, string> = { SYNCLINE_SECRET_A: 'from the environment', DATABASE_URL: 'postgres://u:p@h/d' };
const store = new SecretStore({ environment: (name) => environment[name], folder });
const codeOf = (reference: string, from = store): Promise<unknown> => from.resolve(reference).then(() => 'resolved', (error: { code?: unknown }) => error.code);

it.each([
  ['env:SYNCLINE_SECRET_A', 'from the environment'],
  ['file:password', 'hunter2'],
  ['file:linked', 'rotated'],
])('resolves %s', async (reference, secret) => {
  await expect(store.resolve(reference)).resolves.toBe(secret);
});

it('takes up a rotated secret without a restart', async () => {
  environment['SYNCLINE_SECRET_B'] = 'old';
  await store.resolve('env:SYNCLINE_SECRET_B');
  environment['SYNCLINE_SECRET_B'] = 'new';
  await expect(store.resolve('env:SYNCLINE_SECRET_B')).resolves.toBe('new');
});

it.each([
  'env:DATABASE_URL', 'env:PATH', 'env:SYNCLINE_SECRET_', 'env:SYNCLINE_SECRET_a', 'env:XSYNCLINE_SECRET_A', 'env:SYNCLINE_SECRET_A\n', 'env: SYNCLINE_SECRET_A',
  'file:../outside', 'file:data/../../outside', 'file:/etc/passwd', 'file:..', 'file:.', 'file:', 'file:slash/etc/passwd', 'file:.hidden', 'file:a\0b', 'file:..%2foutside', 'file:..\\outside',
  'file:escape', 'file:neighbour', 'hunter2', 'vault:x', '',
])('does not allow %j', async (reference) => {
  await expect(codeOf(reference)).resolves.toBe('SECRET_REFERENCE_NOT_ALLOWED');
});

it.each(['env:SYNCLINE_SECRET_NONE', 'file:none', 'file:empty', 'file:huge', 'file:data'])('says that %s is not there', async (reference) => {
  await expect(codeOf(reference)).resolves.toBe('SERVICE_UNAVAILABLE');
});

it('has no files where no folder is configured', async () => {
  await expect(codeOf('file:password', new SecretStore({ environment: () => undefined }))).resolves.toBe('SERVICE_UNAVAILABLE');
});

it('does not repeat what may be the secret itself', async () => {
  await expect(store.resolve('hunter2')).rejects.toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
});
