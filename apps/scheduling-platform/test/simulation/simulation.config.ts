/** What the simulation reads from the environment. */
export interface SimulationConfig {
  /** `SIMULATION_STORIES`: more of them for a soak. */
  readonly stories: number;
  /** `SIMULATION_SEED`: the same stories again. */
  readonly seed: number;
}

export const simulationConfig = (): SimulationConfig => ({
  stories: Number(process.env.SIMULATION_STORIES ?? 3_000),
  seed: Number(process.env.SIMULATION_SEED ?? Math.floor(Math.random() * 1_000_000)),
});
