/** An operation has one way to succeed, and says in words what comes back. */
export default function oneSuccess(operation, _options, { path }) {
  const name = operation.operationId ?? path.join(' ');
  const statuses = Object.keys(operation.responses ?? {}).filter((status) => !/^[45]/.test(status));
  const blank = statuses.filter((status) => !operation.responses[status].description?.trim());
  return [
    ...(statuses.length === 1
      ? []
      : [{ message: `${name}: one reply on success is wanted, got ${statuses.join(', ') || 'none'}.`, path }]),
    ...blank.map((status) => ({
      message: `${name}: the ${status} reply is not described.`,
      path: [...path, 'responses', status],
    })),
  ];
}
