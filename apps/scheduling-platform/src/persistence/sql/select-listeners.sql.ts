import type { MessageTrigger } from '@syncline/contract';
import { statement } from '@syncline/database';

export interface ListenerRow {
  task: string;
  version: number;
  isPaused: boolean;
  triggerJson: MessageTrigger;
}

const select = `
  SELECT l.owner AS task, t.version, t.is_paused, l.trigger_json
  FROM triggers l JOIN tasks t ON t.name = l.owner
  WHERE l.message_type = :type AND l.owner_kind = 'TASK' ORDER BY l.owner, l.position`;

/** The triggers that hear an event of this type, each with the version of its task. */
export const selectListeners = statement<{ type: string }, ListenerRow>({ name: 'select-listeners', postgres: select, oracle: select });
