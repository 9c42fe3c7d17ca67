import { AcceptedTexts, expectStatementsParse } from '@syncline/oracle-grammar';
import { migrations } from '../../src/persistence/data-source.ts';

it('says nothing to Oracle that its grammar refuses, and names the same binds on both engines', async () => {
  const accepted = new AcceptedTexts(new URL('../oracle-accepted.json', import.meta.url));
  const checked = await expectStatementsParse(new URL('../../src', import.meta.url).pathname, accepted);
  accepted.save();
  expect(checked.migrations).toBe(migrations.length);
  expect(checked.statements).toBeGreaterThan(35);
}, 300_000);
