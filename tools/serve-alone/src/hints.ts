import { relative } from 'node:path';
import { workspaceRoot } from '@syncline/syncline-cli';
import type { Try } from './scenarios/scenario.ts';
import type { Stack } from './stack.ts';

/** Where everything is, and commands that work as printed from the folder of the checkout. */
export function hints(stack: Stack, tries: readonly Try[]): string[] {
  const { platform, provider, consumer } = stack.standIns;
  const standIns = { 'scheduling-platform': platform, 'data-provider': provider, 'data-consumer': consumer };
  return [
    '',
    `${stack.app} runs alone: ${stack.url}/docs`,
    ...Object.entries(standIns).flatMap(([name, standIn]) => (standIn === undefined ? [] : [`  stand-in of ${name}: ${standIn.url}`])),
    `  settings: ${stack.folder.config}`,
    '',
    'Try, in another terminal, from the folder of the checkout:',
    `  token() { SYNCLINE_HOME=${homeOf(stack)} npm run -s syncline -- token --audience ${stack.app} --scope "$1"; }`,
    ...tries.flatMap((one) => [`  # ${one.what}`, `  ${curl(stack, one)}`]),
    '',
    `Ctrl-C stops it all; what it knows is kept for the next time. (npx nx serve ${stack.app} --reset begins anew.)`,
  ];
}

function homeOf({ folder }: Stack): string {
  const home = relative(workspaceRoot, folder.path);
  return home.startsWith('..') ? folder.path : home;
}

function curl({ url }: Stack, { method, path, scope, body, contentType = 'application/json' }: Try): string {
  const data = body === undefined ? '' : ` -H "Content-Type: ${contentType}" -d '${JSON.stringify(body)}'`;
  return `curl -s${method === 'GET' ? '' : ` -X ${method}`} -H "Authorization: Bearer $(token ${scope})"${data} "${url}${path}"`;
}
