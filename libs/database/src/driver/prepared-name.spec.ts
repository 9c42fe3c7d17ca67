import { preparedName } from './prepared-name.ts';

const text = (sql: string) => ({ sql, binds: [] });
const namesOf = (sql: string, uses: number): (string | undefined)[] => {
  const once = text(sql);
  return Array.from({ length: uses }, () => preparedName(once));
};

describe('preparedName', () => {
  it('gives none to what is used seldom', () => {
    expect(namesOf('SELECT 1', 5)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('changes the name ever more seldom, and at last no more', () => {
    const names = namesOf('SELECT 2', 100_000);
    expect(new Set(names).size).toBe(7);
    const changes = names.flatMap((name, index) => (index > 0 && name !== names[index - 1] ? [index] : []));
    expect(changes).toEqual([5, 20, 80, 320, 1_280, 5_120]);
  });

  it('never gives one name to two texts, and fits what PostgreSQL takes', () => {
    const [one, other] = [namesOf('SELECT 3', 6).at(-1), namesOf('SELECT 4', 6).at(-1)];
    expect(one).toMatch(/^[0-9a-f]{32}_1$/);
    expect(one).not.toBe(other);
  });
});
