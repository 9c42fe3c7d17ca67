import type { CalendarDefinition } from '@syncline/contract';
import { statement } from '@syncline/database';

interface Binds {
  /** JSON list of names. */
  names: string;
}

interface CalendarRow {
  name: string;
  definitionJson: CalendarDefinition;
}

const columns = 'SELECT name, definition_json FROM calendars';
const named = {
  postgres: 'WHERE name IN (SELECT jsonb_array_elements_text(CAST(:names AS jsonb)))',
  oracle: `WHERE name IN (SELECT j.name FROM JSON_TABLE(:names, '$[*]' COLUMNS (name VARCHAR2(63) PATH '$')) j)`,
};

/** The calendars of these names, as they are now. */
export const selectCalendars = statement<Binds, CalendarRow>({
  name: 'select-calendars',
  postgres: `${columns} ${named.postgres}`,
  oracle: `${columns} ${named.oracle}`,
});

/**
 * The same, held until the transaction ends: whoever writes down that it uses a calendar, and whoever takes the calendar
 * away, go one after the other.
 */
export const lockCalendars = statement<Binds, CalendarRow>({
  name: 'lock-calendars',
  postgres: `${columns} ${named.postgres} ORDER BY name FOR UPDATE`,
  oracle: `${columns} ${named.oracle} ORDER BY name FOR UPDATE`,
});
