// A release that was published without some of its platform binaries loses them from the lockfile without a word,
// and `npm ci` then fails on those platforms. This finds them, and entries that do not come from the registry's integrity.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
const problems = [];

for (const [path, entry] of Object.entries(packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`]) problems.push(`${path} misses ${name}`);
  }
  if (path.includes('node_modules/') && !entry.link && !entry.inBundle && !entry.integrity) problems.push(`${path} has no integrity`);
}

for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? `${Object.keys(packages).length} packages, all complete` : `${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
