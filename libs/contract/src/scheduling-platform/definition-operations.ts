import { z } from 'zod';
import { IdempotencyHeaders, IfMatchHeaders } from '../idempotency-key.ts';
import { operation } from '../operation.ts';
import { listOf, listQuery } from '../primitives/list.ts';
import { Name } from '../primitives/text.ts';
import { Calendar, CalendarDefinition } from './calendar.ts';
import { NextFireTimes, NextFireTimesQuery } from './next-fire-times.ts';
import { Occurrence } from './occurrence.ts';
import { RunRequest } from './run.ts';
import { Task, TaskDefinition } from './task.ts';
import { TaskGroup, TaskGroupDefinition } from './task-group.ts';

const byName = z.strictObject({ name: Name });

/** What people define: tasks, groups and calendars, and the runs they start by hand. */
export const definitionOperations = {
  listTasks: operation({
    id: 'listTasks', method: 'GET', path: '/api/v1/tasks', policy: 'tasks:read',
    summary: 'All tasks, newest first.',
    query: listQuery({}), responses: { 200: listOf(Task) },
  }),
  putTask: operation({
    id: 'putTask', method: 'PUT', path: '/api/v1/tasks/:name', policy: 'tasks:write',
    summary: 'Defines a task: 201 when new, 200 when changed or equal. The version grows only on change.',
    params: byName, headers: IfMatchHeaders, body: TaskDefinition, responses: { 200: Task, 201: Task },
  }),
  getTask: operation({
    id: 'getTask', method: 'GET', path: '/api/v1/tasks/:name', policy: 'tasks:read',
    summary: 'One task.',
    params: byName, responses: { 200: Task },
  }),
  deleteTask: operation({
    id: 'deleteTask', method: 'DELETE', path: '/api/v1/tasks/:name', policy: 'tasks:write',
    summary: 'Removes a task; 409 IN_USE while a run of it is active or a group names it.',
    params: byName, headers: IfMatchHeaders, responses: { 204: null },
  }),
  pauseTask: operation({
    id: 'pauseTask', method: 'POST', path: '/api/v1/tasks/:name/pause', policy: 'tasks:write',
    summary: 'Stops firings and first dispatches; what is running goes on.',
    params: byName, responses: { 200: Task },
  }),
  resumeTask: operation({
    id: 'resumeTask', method: 'POST', path: '/api/v1/tasks/:name/resume', policy: 'tasks:write',
    summary: 'Ends a pause.',
    params: byName, responses: { 200: Task },
  }),
  runTask: operation({
    id: 'runTask', method: 'POST', path: '/api/v1/tasks/:name/runs', policy: 'runs:write',
    summary: 'Fires the task by hand; 202 with the occurrence, 200 on a repeat of the idempotency key.',
    params: byName, headers: IdempotencyHeaders, body: RunRequest.prefault({}), responses: { 200: Occurrence, 202: Occurrence },
  }),
  getNextFireTimes: operation({
    id: 'getNextFireTimes', method: 'GET', path: '/api/v1/tasks/:name/next-fire-times', policy: 'tasks:read',
    summary: 'When cron and interval triggers of the task fire next, with what the calendar will skip.',
    params: byName, query: NextFireTimesQuery, responses: { 200: NextFireTimes },
  }),
  listTaskGroups: operation({
    id: 'listTaskGroups', method: 'GET', path: '/api/v1/task-groups', policy: 'tasks:read',
    summary: 'All task groups, newest first.',
    query: listQuery({}), responses: { 200: listOf(TaskGroup) },
  }),
  putTaskGroup: operation({
    id: 'putTaskGroup', method: 'PUT', path: '/api/v1/task-groups/:name', policy: 'tasks:write',
    summary: 'Defines a task group: 201 when new, 200 when changed or equal. The version grows only on change.',
    params: byName, headers: IfMatchHeaders, body: TaskGroupDefinition, responses: { 200: TaskGroup, 201: TaskGroup },
  }),
  getTaskGroup: operation({
    id: 'getTaskGroup', method: 'GET', path: '/api/v1/task-groups/:name', policy: 'tasks:read',
    summary: 'One task group.',
    params: byName, responses: { 200: TaskGroup },
  }),
  deleteTaskGroup: operation({
    id: 'deleteTaskGroup', method: 'DELETE', path: '/api/v1/task-groups/:name', policy: 'tasks:write',
    summary: 'Removes a task group; 409 IN_USE while a group run of it is active.',
    params: byName, headers: IfMatchHeaders, responses: { 204: null },
  }),
  pauseTaskGroup: operation({
    id: 'pauseTaskGroup', method: 'POST', path: '/api/v1/task-groups/:name/pause', policy: 'tasks:write',
    summary: 'Stops firings of the group and first dispatches of its members; what is running goes on.',
    params: byName, responses: { 200: TaskGroup },
  }),
  resumeTaskGroup: operation({
    id: 'resumeTaskGroup', method: 'POST', path: '/api/v1/task-groups/:name/resume', policy: 'tasks:write',
    summary: 'Ends a pause.',
    params: byName, responses: { 200: TaskGroup },
  }),
  runTaskGroup: operation({
    id: 'runTaskGroup', method: 'POST', path: '/api/v1/task-groups/:name/runs', policy: 'runs:write',
    summary: 'Fires the group by hand; 202 with the occurrence, 200 on a repeat of the idempotency key.',
    params: byName, headers: IdempotencyHeaders, body: RunRequest.prefault({}), responses: { 200: Occurrence, 202: Occurrence },
  }),
  listCalendars: operation({
    id: 'listCalendars', method: 'GET', path: '/api/v1/calendars', policy: 'tasks:read',
    summary: 'All calendars, newest first.',
    query: listQuery({}), responses: { 200: listOf(Calendar) },
  }),
  putCalendar: operation({
    id: 'putCalendar', method: 'PUT', path: '/api/v1/calendars/:name', policy: 'tasks:write',
    summary: 'Defines a calendar: 201 when new, 200 when changed or equal. The version grows only on change.',
    params: byName, headers: IfMatchHeaders, body: CalendarDefinition, responses: { 200: Calendar, 201: Calendar },
  }),
  getCalendar: operation({
    id: 'getCalendar', method: 'GET', path: '/api/v1/calendars/:name', policy: 'tasks:read',
    summary: 'One calendar.',
    params: byName, responses: { 200: Calendar },
  }),
  deleteCalendar: operation({
    id: 'deleteCalendar', method: 'DELETE', path: '/api/v1/calendars/:name', policy: 'tasks:write',
    summary: 'Removes a calendar; 409 IN_USE while a task or a group names it.',
    params: byName, headers: IfMatchHeaders, responses: { 204: null },
  }),
};
