import type { MessageTrigger } from '@syncline/contract';
import { statement } from '@syncline/database';

export interface ListenerRow {
  task: string;
  version: number;
  isPaused: boolean;
  triggerJson: MessageTrigger;
}

const select = `
  SELECT l.task, t.version, t.is_paused, l.trigger_json
  FROM message_listeners l JOIN tasks t ON t.name = l.task
  WHERE l.type = :type ORDER BY l.task, l.position`;

/** The triggers that hear an event of this type, each with the version of its task. */
export const selectListeners = statement<{ type: string }, ListenerRow>({ name: 'select-listeners', postgres: select, oracle: select });
