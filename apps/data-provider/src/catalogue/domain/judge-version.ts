import type { DatasetProblem } from './check-dataset.ts';
import { datasetChanges, shapeDigest } from './dataset-changes.ts';
import type { DatasetDefinition } from './dataset-definition.ts';

/**
 * Whether a definition may follow the one that was served last under this name; none: it may.
 *
 * A version never goes back, whatever changed has a new one, and what breaks readers is refused in any version: it is
 * another dataset and needs another name.
 */
export function judgeVersion(before: DatasetDefinition, after: DatasetDefinition): DatasetProblem[] {
  if (after.version < before.version) {
    return [{ path: ['version'], message: `version ${after.version} of ${after.name} is older than version ${before.version}, which has been served: this catalogue is out of date` }];
  }
  if (shapeDigest(before) === shapeDigest(after)) return [];
  const changes = datasetChanges(before, after);
  const isRaised = after.version > before.version;
  return changes.flatMap(({ path, message, isBreaking }) => {
    if (isBreaking) return [{ path, message: `${message}, which breaks who reads version ${before.version} of ${after.name}: offer it as a dataset of another name` }];
    return isRaised ? [] : [{ path, message: `${message}, but the version is still ${after.version}: raise it` }];
  });
}
