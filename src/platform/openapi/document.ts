import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { closeBodies } from './closed-bodies.js';
import { contractSchemas } from './contract-schemas.js';
import { addExamples } from './examples.js';
import { addImpliedProblems } from './implied-problems.js';
import { addPathTexts } from './path-texts.js';
import { addReplyHeaders } from './reply-headers.js';
import { releaseVersion } from '../release.js';
import { PROBLEM_ERROR_SCHEMA, PROBLEM_SCHEMA } from './problem-schema.js';

const DESCRIPTION = `Scores how ready one NHS site is to deploy one AI tool, explains every number and makes a support plan.

**Try it in five steps:**

1. \`POST /api/v1/score\` scores answers without storing anything.
2. \`POST /api/v1/trusts\`, \`/trusts/{trustId}/sites\`, \`/deployments\` and \`/assessments\` set up an assessment.
3. \`GET\` a section, then \`PUT\` its answers with the \`ETag\` that you got as \`If-Match\`.
4. \`GET\` the open revision and \`POST …/submit\` with its \`ETag\`.
5. Download the plan: \`GET /api/v1/snapshots/{snapshotId}/plan.pdf\`.

A score never opens a gate, unknown never counts as yes, and nothing here says that an AI tool works. Ids are opaque.
Times are RFC 3339 in UTC, dates are days in Europe/London. Keep patients out of every text: one that holds a valid NHS
number is refused. Errors are \`application/problem+json\` with a stable \`code\`.`;

const TAGS = {
  'Without storing': 'Score and plan from answers that you send; nothing is kept',
  'Tools and instruments': 'What sites are assessed for, and what is asked',
  'Trusts and sites': 'Organisations and their hospitals',
  'Vendors and networks': 'Who makes tools, and trusts that look at their results together',
  Deployments: 'One AI tool at one site',
  Assessments: 'Answers, section by section, and their submission',
  'Hand-overs': 'Sections and questions that are handed to colleagues',
  Evidence: 'The documents behind answers',
  Statements: 'What a vendor says of its product, what sites make of it, and versions of the product',
  'Questions and concerns': 'What sites ask the vendor, its replies, and answers that it publishes to every site',
  Support: 'What a support team logs of its contacts with sites, and what it promises them',
  Results: 'What a submission came to: scorecard, explanation, standing, plan',
  Accounts: 'People, their roles and invitations, and keys of programs',
  Jobs: 'Work that is done beside the requests: see how far it is, cancel it',
  Record: 'What was done, by whom and when',
  Actions: 'The actions of a plan: how far they are, by the word of the trust, and as a calendar',
  Plans: 'Support plans as they were made, kept for good',
  Portfolio:
    'The sites of a vendor as its support team looks at them: whom to help next, and how all of them are doing',
};

/** The API description of an application, the same for the same code. */
export function buildOpenApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Site readiness for AI tools')
    .setDescription(DESCRIPTION)
    .setVersion(releaseVersion())
    .addServer('/', 'This service')
    .addSecurity('key', {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'sra_…',
      description: 'A key of a program. People at a browser that is signed in need none',
    })
    .addSecurityRequirements('key');
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build());
  // Nest writes an empty contact.
  delete document.info.contact;
  document.paths = sorted(document.paths);
  const classes = new Set(Object.keys(document.components?.schemas ?? {}));
  document.components = { ...document.components, schemas: componentsOf(document) };
  closeBodies(document, classes);
  addImpliedProblems(document);
  addPathTexts(document);
  addReplyHeaders(document);
  addExamples(document);
  return document;
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The schemas of the classes and those of the contract, by name. @throws Error when two have the same name */
function componentsOf({ components }: OpenAPIObject): Schemas {
  const classes = components?.schemas ?? {};
  const contract = { ...contractSchemas(), Problem: PROBLEM_SCHEMA, ProblemError: PROBLEM_ERROR_SCHEMA };
  const twice = Object.keys(classes).filter((name) => Object.hasOwn(contract, name));
  if (twice.length > 0) throw new Error(`A class and a type of the contract are both called ${twice.join(', ')}.`);
  return sorted({ ...classes, ...contract });
}

/** By name, so that the order in which modules are loaded does not show. */
function sorted<T extends object>(entries: T): T {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
