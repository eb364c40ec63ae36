const isObject = (value) => typeof value === 'object' && value !== null;

const segment = (key) => String(key).replace(/~/g, '~0').replace(/\//g, '~1');

/**
 * Where two JSON documents differ, one line a place: what is gone, new, changed or in another order. The order of keys
 * counts, because readers see it.
 */
export function differences(before, after, pointer = '') {
  const place = pointer === '' ? 'the document' : pointer;
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return Object.is(before, after) ? [] : [`${place}: ${short(before)} became ${short(after)}`];
  }
  const [old, now] = [Object.keys(before), Object.keys(after)];
  const kept = old.filter((key) => Object.hasOwn(after, key));
  const moved = now.filter((key) => Object.hasOwn(before, key)).join('\n') !== kept.join('\n');
  return [
    ...old.filter((key) => !Object.hasOwn(after, key)).map((key) => `${pointer}/${segment(key)} is gone`),
    ...now.filter((key) => !Object.hasOwn(before, key)).map((key) => `${pointer}/${segment(key)} is new`),
    ...(moved ? [`${place}: the order of ${kept.join(', ')} became another`] : []),
    ...kept.flatMap((key) => differences(before[key], after[key], `${pointer}/${segment(key)}`)),
  ];
}

function short(value) {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
