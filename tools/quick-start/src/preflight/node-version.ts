/** The oldest Node that the services run on. */
export const OLDEST_NODE = 24;

/**
 * One sentence when this Node is too old, else null. npm scripts bring their own Node on Linux and Windows; on other
 * systems the machine's own is used, and may be anything.
 */
export function nodeVersionProblem(version: string): string | null {
  const major = Number.parseInt(version.replace(/^v/, ''), 10);
  if (major >= OLDEST_NODE) return null;
  return `Syncline needs Node ${OLDEST_NODE} or newer, this is ${version}. Install it, or start with \`npm start\`, which brings its own on Linux and Windows.`;
}
