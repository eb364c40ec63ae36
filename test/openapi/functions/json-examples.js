const JSON_TYPE = 'application/json';

const hasExample = ({ example, examples }) => example !== undefined || Object.keys(examples ?? {}).length > 0;

/** Every JSON body that an operation takes, or gives on success, has an example of its own. */
export default function jsonExamples(operation, _options, { path }) {
  const bodies = [
    { name: 'request', place: ['requestBody'], body: operation.requestBody },
    ...Object.entries(operation.responses ?? {})
      .filter(([status]) => status.startsWith('2'))
      .map(([status, body]) => ({ name: `${status} reply`, place: ['responses', status], body })),
  ];
  return bodies.flatMap(({ name, place, body }) => {
    const media = body?.content?.[JSON_TYPE];
    if (media === undefined || hasExample(media)) return [];
    const message = `${operation.operationId ?? path.join(' ')}: the ${name} has no example.`;
    return [{ message, path: [...path, ...place, 'content', JSON_TYPE] }];
  });
}
