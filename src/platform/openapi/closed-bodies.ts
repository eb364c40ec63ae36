import type { OpenAPIObject } from '@nestjs/swagger';

interface ClassSchema {
  properties?: Record<string, Record<string, unknown>>;
  additionalProperties?: boolean;
  minProperties?: number;
}

/**
 * Says of every class that bodies are made of that it takes no other fields, as the check does. What is open in a class
 * by its type alone (`item: Record<string, unknown>`) and described by a reference is closed by what it refers to.
 */
export function closeBodies(document: OpenAPIObject, classes: ReadonlySet<string>): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, ClassSchema>;
  const open = Object.values(document.paths).flatMap((item) =>
    [item.post, item.put, item.patch].flatMap((operation) => referencesIn(operation?.requestBody)),
  );
  // A change of nothing is refused.
  for (const item of Object.values(document.paths)) {
    for (const name of referencesIn(item.patch?.requestBody)) {
      const schema = schemas[name];
      if (schema !== undefined) schema.minProperties = 1;
    }
  }
  const closed = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const schema = schemas[name];
    if (schema === undefined || !classes.has(name) || closed.has(name)) continue;
    closed.add(name);
    schema.additionalProperties = false;
    for (const property of Object.values(schema.properties ?? {})) {
      if (property.allOf !== undefined) delete property.additionalProperties;
      open.push(...referencesIn(property));
    }
  }
}

/** Names of the component schemas that a piece of the description refers to. */
function referencesIn(node: unknown): string[] {
  const text = JSON.stringify(node ?? {});
  return [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] as string);
}
