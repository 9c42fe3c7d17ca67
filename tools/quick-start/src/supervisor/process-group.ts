/**
 * Every process we start leads a process group of its own: a Ctrl-C of the terminal does not reach it (we stop things in
 * order), and one signal reaches whatever it started itself.
 */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // The group is gone already, which is what a signal here is for.
  }
}
