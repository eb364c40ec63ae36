import fc from 'fast-check';
import type { Question } from '../../src/core/contracts/instrument.js';
import { anyDay, type Schema } from './openapi-values.js';

/** A place for an id of what is stored; it is known when the request is sent. */
export const stored = (pool: string): fc.Arbitrary<string> =>
  fc.nat(LARGEST_PICK).map((pick) => `{{${pool}:${String(pick)}}}`);

const LARGEST_PICK = 9999;
const ADDRESSES = 100_000;
const LAST_YEAR_DAY = '2026-12-31';
const MOST_TRUSTS = 3;

export const anyName = fc.string({ minLength: 1, maxLength: 30 });
/** What is stated and what is deployed should meet, so there are few; new ones are needed to be published. */
export const anyProductVersion = fc.constantFrom('2.1', '2.2', '2.3');
const anyNewVersion = fc.nat(999).map((number) => `3.${String(number)}`);

/** A role with the place that it is held at, and no other. */
function anyRole(sections: readonly string[]): fc.Arbitrary<object> {
  const contributor = fc.record({
    role: fc.constant('contributor'),
    assessmentId: stored('assessmentId'),
    sections: fc.subarray([...sections], { minLength: 1 }),
  });
  return fc.oneof({ weight: 6, arbitrary: anyRoleOfPrograms() }, contributor);
}

function anyRoleOfPrograms(): fc.Arbitrary<object> {
  const at = (role: string, place: string): fc.Arbitrary<object> =>
    fc.record({ role: fc.constant(role), [place]: stored(place) });
  return fc.oneof(
    fc.constant({ role: 'administrator' }),
    at('vendor-lead', 'vendorId'),
    at('vendor-support', 'vendorId'),
    at('trust-lead', 'trustId'),
    at('trust-viewer', 'trustId'),
    at('network-viewer', 'networkId'),
  );
}

function merged(...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<object> {
  return fc.tuple(...parts).map((objects) => Object.assign({}, ...objects) as object);
}

/** Values that fit each other, by the names of the schemas of bodies: a schema does not say which fields go together. */
export function knownBodies(
  schemas: Readonly<Record<string, Schema>>,
  questions: readonly Question[],
  toolIds: readonly string[],
): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  const sections = [...new Set(questions.map(({ domain }) => domain))];
  const scopes = schemas.CreateKey?.properties?.scopes?.items?.enum ?? [];
  const role = anyRole(sections);
  return {
    GiveRole: role,
    CreateInvitation: merged(
      role,
      fc.record(
        {
          email: fc.nat(ADDRESSES).map((number) => `somebody${String(number)}@example.nhs.uk`),
          name: anyName,
          message: anyName,
        },
        { requiredKeys: ['email', 'name'] },
      ),
    ),
    CreateKey: merged(
      anyRoleOfPrograms(),
      fc.record(
        { name: anyName, scopes: fc.subarray([...scopes], { minLength: 1 }), lastDay: fc.constant(LAST_YEAR_DAY) },
        { requiredKeys: ['name', 'scopes'] },
      ),
    ),
    CreateNetwork: fc.record({ name: anyName, trustIds: anyTrusts }),
    UpdateNetwork: fc.record({ name: anyName, trustIds: anyTrusts }, { requiredKeys: [] }),
    CreateVendor: fc.record({ name: anyName, toolIds: anyTools(toolIds) }),
    UpdateVendor: fc.record({ name: anyName, toolIds: anyTools(toolIds) }, { requiredKeys: [] }),
    MergeTrust: fc.record({ intoId: stored('trustId'), on: fc.constantFrom('2026-04-01', '2026-11-23') }),
    ShareAssessment: fc.record({ sharedSections: fc.subarray(sections), notesKept: fc.boolean() }),
    PublishVersion: fc.record({
      version: fc.oneof(anyProductVersion, anyNewVersion),
      releasedOn: fc.constantFrom('2026-11-20', '2026-11-23'),
      material: fc.boolean(),
    }),
    CreateConcern: anyConcern(questions),
    PublishAnswer: fc.record({ question: anyName, answer: anyName, namesNobody: fc.constant(true) }),
    ...statementBodies(questions, toolIds),
  };
}

const anyTrusts = fc.uniqueArray(stored('trustId'), { maxLength: MOST_TRUSTS });
/** Most tools are somebody's already. */
const anyTools = (toolIds: readonly string[]): fc.Arbitrary<string[]> =>
  fc.oneof(fc.constant<string[]>([]), fc.subarray([...toolIds], { maxLength: 2 }));

/** About a question, an action that closes its gap, or the whole of it. */
function anyConcern(questions: readonly Question[]): fc.Arbitrary<object> {
  const ids = questions.map(({ id }) => id);
  const about = fc.oneof(
    fc.constant({}),
    ...ids.slice(0, 1).map(() => fc.record({ questionId: fc.constantFrom(...ids) })),
    ...ids.slice(0, 1).map(() => fc.record({ actionId: fc.constantFrom(...ids).map((id) => `${id}:find-out`) })),
  );
  const said = fc.record({ kind: fc.constantFrom('question', 'concern'), subject: anyName, text: anyName });
  return merged(said, about);
}

function statementBodies(
  questions: readonly Question[],
  toolIds: readonly string[],
): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  const asked = questions.filter(({ scope }) => scope === 'tool');
  if (asked.length === 0) return {};
  const anyStatement = fc.constantFrom(...asked).chain(({ id, levels, number }) =>
    fc.record({
      questionId: fc.constant(id),
      answer: fc.record({
        value: number === undefined ? fc.nat((levels?.length ?? 1) - 1) : fc.constantFrom(number.min, number.max),
      }),
    }),
  );
  const rest = { note: anyName, statedOn: fc.oneof({ weight: 3, arbitrary: fc.constant('2026-11-20') }, anyDay) };
  const forOne = fc.record({ deploymentId: stored('deploymentId') });
  return {
    PublishStatement: merged(
      fc.record({
        toolId: fc.constantFrom('echogo-pro', 'echogo-pro', 'echogo-pro', ...toolIds.slice(0, 1)),
        productVersion: anyProductVersion,
      }),
      anyStatement,
      fc.record(rest, { requiredKeys: [] }),
      fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, forOne),
    ),
  };
}
