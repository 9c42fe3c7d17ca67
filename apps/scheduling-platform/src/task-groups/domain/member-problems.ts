import type { TaskGroupDefinition } from '@syncline/contract';

export interface MemberProblem {
  /** JSON pointer into the definition. */
  readonly pointer: string;
  readonly detail: string;
}

type Members = TaskGroupDefinition['members'];

/** Every place of a task after its first: a task stands in a group at most once. */
export const repeatedMembers = (members: Members): MemberProblem[] =>
  problems(members, (task, index) => members.findIndex((member) => member.task === task) < index, (task) => `${task} is a member already`);

/** Every member whose task is not there. */
export const missingMembers = (members: Members, present: ReadonlySet<string>): MemberProblem[] =>
  problems(members, (task) => !present.has(task), (task) => `there is no task ${task}`);

const problems = (members: Members, isWrong: (task: string, index: number) => boolean, say: (task: string) => string): MemberProblem[] =>
  members.flatMap(({ task }, index) => (isWrong(task, index) ? [{ pointer: `/members/${index}/task`, detail: say(task) }] : []));
