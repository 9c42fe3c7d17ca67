import { cpus, loadavg, totalmem } from 'node:os';

/** The machine in one line, with what it was busy with before the start. */
export function describeComputer(): string {
  const [load = 0] = loadavg();
  return `machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, load ${load.toFixed(2)} before the start, Node ${process.version}`;
}
