import fs from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { assess } from '../../../src/core/assess.js';
import { whatIf } from '../../../src/core/planning/what-if.js';
import { compareAssessments } from '../../../src/core/scoring/compare.js';
import { explainScorecard } from '../../../src/core/scoring/explain.js';
import { contractSchemas } from '../../../src/platform/openapi/contract-schemas.js';
import { checked, realCatalogue, scored, type RawDocument } from '../../support/catalogue.js';

type Json = Record<string, unknown>;

const DEMO = path.resolve(import.meta.dirname, '../../../data/demo/fenmere-infirmary.yaml');
const COMPONENT = '#/components/schemas/';

const document = parse(fs.readFileSync(DEMO, 'utf8')) as RawDocument;

/** As a client gets it: what is undefined is gone. */
function sent(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** Real values of the contract's types by component. */
function realValues(): Record<string, Json> {
  const { compiled, input } = checked(document);
  const later = checked({ ...document, answers: { ...document.answers, 'IT-05': { value: 3 } } });
  const { scorecard, plan } = assess(compiled, input);
  const { questions } = realCatalogue().instrument;
  return {
    Scorecard: sent(scorecard),
    SupportPlan: sent(plan),
    WhatIf: sent(whatIf(compiled, input, { answers: later.input.answers, completed: ['GV-01'] })),
    Explanation: sent(explainScorecard(compiled, input)),
    Comparison: sent(
      compareAssessments(
        { compiled, input, scorecard },
        { ...later, scorecard: scored({ ...document, answers: { ...document.answers, 'IT-05': { value: 3 } } }) },
      ),
    ),
    ToolProfile: sent(compiled.tool),
    Question: sent(questions[0]),
    AnswersDocument: sent(document),
  };
}

/** Every object in a value that has fields of its own, with the way to it. */
function objectsIn(value: unknown, way: readonly string[] = []): { way: readonly string[]; object: Json }[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, child]) => objectsIn(child, [...way, key]));
  return Array.isArray(value) ? inner : [{ way, object: value as Json }, ...inner];
}

describe('the component schemas of the contract', () => {
  const schemas = contractSchemas();
  const values = realValues();
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
  ajv.addVocabulary(['components']);
  ajv.addSchema({ $id: 'description', components: { schemas } });
  const validator = (name: string): ValidateFunction => ajv.compile({ $ref: `description${COMPONENT}${name}` });

  it('should all compile as JSON Schema 2020-12, with names that OpenAPI takes', () => {
    for (const name of Object.keys(schemas)) {
      expect(() => validator(name)).not.toThrow();
      expect(name).toMatch(/^[A-Za-z][\w.-]*$/);
    }
  });

  it('should refer to components only', () => {
    const references = [...JSON.stringify(schemas).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference!);

    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((reference) => !reference.startsWith(COMPONENT))).toEqual([]);
  });

  it.each(Object.keys(values))('should take a real %s', (name) => {
    const validate = validator(name);

    validate(values[name]);

    expect(validate.errors ?? []).toEqual([]);
  });

  it.each(['Scorecard', 'SupportPlan', 'WhatIf', 'Explanation', 'Comparison', 'ToolProfile', 'AnswersDocument'])(
    'should refuse a %s that lacks a field which it needs',
    (name) => {
      const validate = validator(name);
      const { required } = schemas[name] as { required: readonly string[] };

      expect(required.length).toBeGreaterThan(0);
      for (const field of required) {
        const { [field]: _gone, ...rest } = values[name]!;
        expect([field, validate(rest)]).toEqual([field, false]);
      }
    },
  );

  it.each(['Scorecard', 'SupportPlan', 'Explanation', 'Comparison'])(
    'should refuse a %s with one more field, wherever it is',
    (name) => {
      const validate = validator(name);
      const taken = objectsIn(values[name]).filter(({ object }) => {
        object.surplus = 1;
        const valid = validate(values[name]);
        delete object.surplus;
        return valid;
      });

      expect(taken.map(({ way }) => way.join('/'))).toEqual([]);
    },
  );

  it('should refuse a value that is not one of the words', () => {
    const finding = { ...(values.Scorecard as { findings: Json[] }).findings[0], outcome: 'excellent' };

    expect(validator('Finding')(finding)).toBe(false);
  });

  it('should carry the docstrings as descriptions', () => {
    const finding = schemas.Finding as { description: string; properties: Record<string, { description?: string }> };

    expect(finding.description).toBe('What is known about one question, and why.');
    expect(finding.properties.passMark?.description).toBe('Value at which it is met, 0 to 1');
  });
});
