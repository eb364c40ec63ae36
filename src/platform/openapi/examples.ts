import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OpenAPIObject } from '@nestjs/swagger';

/** What was really sent and answered by one operation; `data/api/examples/<operation id>.json`. */
export interface RecordedExample {
  readonly request?: unknown;
  readonly reply?: unknown;
  /** Lists and maps of the reply hold only their first entries */
  readonly shortened?: boolean;
}

const FOLDER = fileURLToPath(new URL('../../../data/api/examples/', import.meta.url));
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const JSON_TYPE = 'application/json';
const SHORTENED = 'A real answer; lists are shortened';

interface Media {
  example?: unknown;
  examples?: Record<string, { readonly summary: string; readonly value: unknown }>;
}

interface Content {
  readonly content?: Record<string, Media>;
}

/** Puts the recorded examples beside the bodies that they are examples of. */
export function addExamples(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation?.operationId === undefined) continue;
      const { request, reply, shortened = false } = readExample(operation.operationId);
      setExample(operation.requestBody as Content | undefined, request, false);
      for (const status of ['200', '201'])
        setExample(operation.responses[status] as Content | undefined, reply, shortened);
    }
  }
}

function setExample(body: Content | undefined, value: unknown, shortened: boolean): void {
  const media = body?.content?.[JSON_TYPE];
  if (media === undefined || value === undefined) return;
  if (shortened) media.examples = { shortened: { summary: SHORTENED, value } };
  else media.example = value;
}

function readExample(operationId: string): RecordedExample {
  const file = `${FOLDER}${operationId}.json`;
  if (!fs.existsSync(file)) return {};
  return JSON.parse(fs.readFileSync(file, 'utf8')) as RecordedExample;
}
