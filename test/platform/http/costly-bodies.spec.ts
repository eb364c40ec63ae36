import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemDetailError } from '../../../src/platform/problem/problem.js';
import { guardBody } from '../../../src/platform/http/guard-body.js';
import { ask, startService, type TestService } from '../../support/service.js';

function errorsOf(body: string): readonly ProblemDetailError[] {
  try {
    guardBody(JSON.parse(body));
  } catch (problem) {
    return (problem as { errors: readonly ProblemDetailError[] }).errors;
  }
  return [];
}

function fields(count: number): string {
  return `{${Array.from({ length: count }, (_, i) => `"a${String(i)}":1`).join(',')}}`;
}

function list(count: number): string {
  return `[${Array.from({ length: count }, () => '1').join(',')}]`;
}

describe('guardBody', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'refuses the name %s, which every object has, at any depth and with any value',
    (name) => {
      for (const value of ['1', '"x"', '{}', '[]', 'null']) {
        expect(errorsOf(`{"a":[{"b/c~d":{"${name}":${value}}}]}`)).toMatchObject([
          { pointer: `/a/0/b~1c~0d/${name}`, code: 'unknown-field' },
        ]);
      }
    },
  );

  it.each([
    ['"\\ud800"', ''],
    ['{"a":"\\ud800"}', '/a'],
    ['{"a":["x","\\u0000"]}', '/a/1'],
    ['{"a":{"\\udc00":1}}', '/a'],
  ])('refuses text in %s that cannot be stored', (json, pointer) => {
    const [error] = errorsOf(json);
    expect(error?.pointer).toBe(pointer);
    expect(error?.code).toBe(pointer === '' ? 'wrong-type' : 'unreadable-text');
  });

  it('takes as many fields, values and levels as it says, and not one more', () => {
    const nested = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
    expect(errorsOf(fields(200))).toEqual([]);
    expect(errorsOf(fields(201))).toMatchObject([{ pointer: '', code: 'too-many' }]);
    expect(errorsOf(`{"a":${list(500)}}`)).toEqual([]);
    expect(errorsOf(`{"a":${list(501)}}`)).toMatchObject([{ pointer: '/a', code: 'too-many' }]);
    // 99 lists of 500, with themselves and one more field 49,600 values
    const lists = (more: number): string =>
      `{${Array.from({ length: 99 }, (_, i) => `"a${String(i)}":${list(500)}`).join(',')},"z":${list(more)}}`;
    expect(errorsOf(lists(400))).toEqual([]);
    expect(errorsOf(lists(401))).toMatchObject([{ pointer: '', code: 'too-many' }]);
    expect(errorsOf(`{"${'k'.repeat(100)}":1}`)).toEqual([]);
    expect(errorsOf(`{"a":{"${'k'.repeat(101)}":1}}`)).toMatchObject([{ pointer: '/a', code: 'unknown-field' }]);
    expect(() => guardBody(JSON.parse(nested(32)))).not.toThrow();
    expect(() => guardBody(JSON.parse(nested(33)))).toThrow('nested deeper than 32 levels');
  });
});

describe('a body that is dear to look at', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  // Before there were bounds the first of these held up everybody for a minute, and the last two for half of one.
  it.each([
    ['150,000 unknown fields', fields(150_000)],
    ['600,000 empty objects', `{"answers":[${'{},'.repeat(600_000)}1]}`],
    ['200,000 deep', '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)],
    ['as many errors as there can be', fields(200)],
    ['a name of 1.9 MB on the way to 50 errors', `{"${'~'.repeat(1_900_000)}":[${'{"__proto__":1},'.repeat(49)}1]}`],
    [
      'names of 18 KB that are no questions',
      `{${Array.from({ length: 100 }, (_, i) => `"${'n'.repeat(18_000)}${String(i)}":1`).join(',')}}`,
    ],
  ])('is refused in few words: %s', async (_, text) => {
    const response = await fetch(`${service.url}/api/v1/trusts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    const reply = await response.text();
    expect(response.status).toBe(400);
    expect(reply.length).toBeLessThan(20_000);
  });

  it('lists the first hundred errors and says how many there are', async () => {
    const { body } = await ask<{ detail: string; errors: unknown[] }>(service, 'POST', '/api/v1/trusts', {
      body: JSON.parse(fields(198)),
    });
    expect(body.detail).toBe('200 things are wrong with the request. Nothing was stored. The first 100 are listed.');
    expect(body.errors).toHaveLength(100);
  });
});
