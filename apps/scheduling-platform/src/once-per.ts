/** The same work, done once for each object: for what follows from a definition, of which each version is one object. */
export function oncePer<Key extends object, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const done = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let result = done.get(key);
    if (result === undefined) done.set(key, (result = { value: work(key) }));
    return result.value;
  };
}
