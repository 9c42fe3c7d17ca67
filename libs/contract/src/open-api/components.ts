import type { z } from 'zod';
import { jsonSchemaOf } from './json-schema.ts';
import type { Direction, Json } from './json-schema.ts';

/**
 * The named schemas of a document. A schema that is both sent and answered has two forms (see `jsonSchemaOf`); the
 * form that is sent is then called `<name>Input`, where the two differ.
 */
export class Components {
  readonly #named: Record<Direction, Map<string, Json>> = { input: new Map(), output: new Map() };

  /** The schema of one place in the document, with its named parts moved away; `resolve` must run over it in the end. */
  add(schema: z.ZodType, direction: Direction): Json {
    const { $schema: _dialect, $defs, ...place } = jsonSchemaOf(schema, direction);
    for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, Json>)) {
      const { $schema: _nested, id: _id, ...body } = definition;
      this.#named[direction].set(name, markReferences(body, direction) as Json);
    }
    return markReferences(place, direction) as Json;
  }

  /** All named schemas, by name. */
  schemas(): Record<string, Json> {
    const entries = (['output', 'input'] as const).flatMap((direction) =>
      [...this.#named[direction]].map(([name, schema]): [string, Json] => [this.#nameOf(name, direction), this.resolve(schema) as Json]),
    );
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Replaces the marked references in a part of the document by their final form. */
  resolve(node: unknown): unknown {
    return mapReferences(node, (reference) => {
      const [, direction, name] = /^(input|output):(.+)$/.exec(reference) ?? [];
      return direction === undefined || name === undefined ? reference : `#/components/schemas/${this.#nameOf(name, direction as Direction)}`;
    });
  }

  #nameOf(name: string, direction: Direction): string {
    const { input, output } = this.#named;
    const isTwofold = direction === 'input' && output.has(name) && JSON.stringify(input.get(name)) !== JSON.stringify(output.get(name));
    return isTwofold ? `${name}Input` : name;
  }
}

/** `#/$defs/Task` becomes `output:Task`: the final name is known only when every schema has been seen. */
const markReferences = (node: unknown, direction: Direction): unknown =>
  mapReferences(node, (reference) => reference.replace(/^#\/\$defs\//, `${direction}:`));

function mapReferences(node: unknown, map: (reference: string) => string): unknown {
  if (Array.isArray(node)) return node.map((item) => mapReferences(item, map));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, name === '$ref' && typeof value === 'string' ? map(value) : mapReferences(value, map)]),
  );
}
