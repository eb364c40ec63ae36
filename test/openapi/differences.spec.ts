import { differences } from './differences.mjs';

describe('differences between two descriptions', () => {
  const before = { paths: { '/a': { get: { summary: 'A', tags: ['one'] } } }, info: { version: '1' } };

  it('should find none between a document and its copy', () => {
    expect(differences(before, structuredClone(before))).toEqual([]);
  });

  it('should say what changed, what is new and what is gone, by JSON pointer', () => {
    const after = { paths: { '/a': { get: { summary: 'B', deprecated: true } } }, info: { version: '1' } };

    expect(differences(before, after)).toEqual([
      '/paths/~1a/get/tags is gone',
      '/paths/~1a/get/deprecated is new',
      '/paths/~1a/get/summary: "A" became "B"',
    ]);
  });

  it('should see another order of keys, and a list that became an object', () => {
    expect(differences({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual(['the document: the order of a, b became another']);
    expect(differences({ a: [] }, { a: {} })).toEqual(['/a: [] became {}']);
  });

  it('should tell null from what is not there', () => {
    expect(differences({ a: null }, {})).toEqual(['/a is gone']);
  });
});
