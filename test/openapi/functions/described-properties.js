const COMPONENT = '#/components/schemas/';
const INNER = ['items', 'additionalProperties'];
const INNER_LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];

/** A schema says what it means, or leaves it to a component that does, alone or beside null. */
function isDescribed(schema, components) {
  if (typeof schema !== 'object' || schema === null) return false;
  if (typeof schema.description === 'string' && schema.description.trim() !== '') return true;
  if (typeof schema.$ref === 'string') return isDescribed(components[schema.$ref.slice(COMPONENT.length)], components);
  const choices = (schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []).filter(({ type }) => type !== 'null');
  return choices.length === 1 && isDescribed(choices[0], components);
}

function undescribed(schema, components, path) {
  if (typeof schema !== 'object' || schema === null) return [];
  const found = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const place = [...path, 'properties', name];
    if (!isDescribed(property, components)) found.push(place);
    found.push(...undescribed(property, components, place));
  }
  for (const keyword of INNER) found.push(...undescribed(schema[keyword], components, [...path, keyword]));
  for (const keyword of INNER_LISTS) {
    (schema[keyword] ?? []).forEach((inner, index) => {
      found.push(...undescribed(inner, components, [...path, keyword, index]));
    });
  }
  return found;
}

/** Names of the properties that say nothing of what they mean. */
export default function describedProperties(components, _options, { path }) {
  return Object.entries(components).flatMap(([name, schema]) =>
    undescribed(schema, components, []).map((place) => ({
      message: `${[name, ...place.filter((part) => part !== 'properties')].join('.')} is not described.`,
      path: [...path, name, ...place],
    })),
  );
}
