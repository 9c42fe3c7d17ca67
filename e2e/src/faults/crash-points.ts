/**
 * The crash points of a service as it was built: this suite imports no code of an application, and a list of its own would
 * miss the point that somebody adds tomorrow.
 */
export async function crashPointsOf(app: string, module: string): Promise<string[]> {
  const built = (await import(new URL(`../../../apps/${app}/dist/${module}.js`, import.meta.url).href)) as { CRASH_POINTS: Record<string, string> };
  return Object.keys(built.CRASH_POINTS);
}
