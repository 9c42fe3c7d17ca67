import { negotiate } from './negotiate.ts';

const FORMS = ['application/json', 'text/csv'] as const;

it.each<[string | undefined, string | null]>([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['text/csv', 'text/csv'],
  ['Text/CSV; header=present', 'text/csv'],
  ['text/*, application/json;q=0.5', 'text/csv'],
  ['text/csv;q=0.5, application/json;q=0.5', 'application/json'],
  ['*/*;q=0.1, text/csv;q=0.2', 'text/csv'],
  ['application/json;q=0, */*', 'text/csv'],
  ['text/html', null],
  ['text/csv;q=0', null],
  ['', null],
])('%j is answered in %s', (accept, form) => {
  expect(negotiate(accept, FORMS)).toBe(form);
});
