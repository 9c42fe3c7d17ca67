export interface Column {
  readonly title: string;
  /** Texts stand left, numbers right. */
  readonly align: 'left' | 'right';
}

/** Plain text in columns as wide as their widest cell, two spaces between; no line ends in spaces. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  return lines.map((line) => columns.map(({ align }, index) => pad(line[index] ?? '', widths[index] ?? 0, align)).join('  ').trimEnd());
}

const pad = (text: string, width: number, align: Column['align']): string => (align === 'left' ? text.padEnd(width) : text.padStart(width));

/** The same with the titles as first row and all texts left. */
export const formatColumns = (rows: readonly (readonly string[])[]): string => {
  const [titles = [], ...cells] = rows;
  return formatTable(titles.map((title) => ({ title, align: 'left' })), cells).join('\n');
};
