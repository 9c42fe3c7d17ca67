import type { ServiceName } from '@syncline/contract';
import { hints } from './hints.ts';
import { dataConsumerScenario } from './scenarios/data-consumer.scenario.ts';
import { dataProviderScenario } from './scenarios/data-provider.scenario.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { schedulingPlatformScenario } from './scenarios/scheduling-platform.scenario.ts';
import type { ServeConfig } from './serve-alone.config.ts';
import { Stack } from './stack.ts';

const SCENARIOS: Readonly<Record<ServiceName, Scenario>> = {
  'scheduling-platform': schedulingPlatformScenario,
  'data-provider': dataProviderScenario,
  'data-consumer': dataConsumerScenario,
};

/**
 * Runs one app alone until `stopped` or until the app ends by itself.
 * @throws Error when something does not start, or when the app ends without having been asked to
 */
export async function serveAlone(config: ServeConfig, say: (line: string) => void, stopped: Promise<void>): Promise<void> {
  const stack = new Stack(config);
  const scenario = SCENARIOS[config.app];
  try {
    const scene = { stack, say, ...(await stack.prepare(say)) };
    const app = await stack.startApp(scene.postgres.url('service'), await scenario.prepare(scene));
    await scenario.play(scene);
    hints(stack, scenario.tries).forEach(say);
    const ending = await Promise.race([stopped.then(() => null), app.exited]);
    if (ending !== null) throw new Error(`The app ${ending}.`);
  } finally {
    await stack.stop();
  }
}
