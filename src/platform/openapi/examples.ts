import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OpenAPIObject } from '@nestjs/swagger';

/** What was really sent and answered, for each operation by its id. */
export interface RecordedExample {
  readonly request?: unknown;
  readonly reply?: unknown;
}

const FOLDER = fileURLToPath(new URL('../../../data/api/examples/', import.meta.url));
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const JSON_TYPE = 'application/json';

interface Content {
  readonly content?: Record<string, { example?: unknown }>;
}

/** Puts the recorded examples beside the bodies that they are examples of. */
export function addExamples(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation?.operationId === undefined) continue;
      const example = readExample(operation.operationId);
      setExample(operation.requestBody as Content | undefined, example.request);
      for (const status of ['200', '201'])
        setExample(operation.responses[status] as Content | undefined, example.reply);
    }
  }
}

function setExample(body: Content | undefined, value: unknown): void {
  const media = body?.content?.[JSON_TYPE];
  if (media !== undefined && value !== undefined) media.example = value;
}

function readExample(operationId: string): RecordedExample {
  const file = `${FOLDER}${operationId}.json`;
  if (!fs.existsSync(file)) return {};
  return JSON.parse(fs.readFileSync(file, 'utf8')) as RecordedExample;
}
