/** What the cluster tests read from the environment. */
export interface ClusterConfig {
  /** `CLUSTER=full`: every kind of fault and ten times the runs, for some minutes instead of some seconds. */
  readonly isFull: boolean;
  /** `CLUSTER_SEED`: the same choices again. What the machine does in between is not in our hands. */
  readonly seed: number;
  /** `CLUSTER_RUNS`: how many messages are published. */
  readonly messages: number;
}

export function clusterConfig(): ClusterConfig {
  const isFull = process.env.CLUSTER === 'full';
  return {
    isFull,
    seed: Number(process.env.CLUSTER_SEED ?? Math.floor(Math.random() * 1_000_000)),
    messages: Number(process.env.CLUSTER_RUNS ?? (isFull ? 2_000 : 200)),
  };
}
