import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import { ask, type Reply, type TestService } from './service.js';

export interface StoredFile {
  readonly id: string;
  readonly assessmentId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly hash: string;
  readonly uploadedAt: string;
  readonly uploadedBy: string;
}

/** Sends a file as a browser does. */
export async function upload<T = StoredFile>(
  service: TestService,
  assessmentId: string,
  name: string,
  content: Buffer | string,
): Promise<Reply<T>> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(Buffer.from(content))]), name);
  const response = await fetch(`${service.url}/api/v1/assessments/${assessmentId}/files`, {
    method: 'POST',
    body: form,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as T };
}

/** Sends a multipart body that was put together by hand. */
export async function sendParts(
  service: TestService,
  assessmentId: string,
  parts: readonly string[],
): Promise<Reply<{ code: string; detail: string }>> {
  const body = [...parts.map((part) => `--limit\r\n${part}\r\n`), '--limit--\r\n'].join('');
  const headers = { 'content-type': 'multipart/form-data; boundary=limit' };
  const response = await fetch(`${service.url}/api/v1/assessments/${assessmentId}/files`, {
    method: 'POST',
    headers,
    body,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
}

/** A PDF as far as its beginning says, of this many bytes, and no two alike. */
export function pdfOf(bytes: number): Buffer {
  const start = Buffer.from('%PDF-1.7\n');
  return Buffer.concat([start, randomBytes(Math.max(0, bytes - start.length))]);
}

export async function download(service: TestService, id: string): Promise<{ headers: Headers; bytes: Buffer }> {
  const response = await fetch(`${service.url}/api/v1/files/${id}/content`);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** Temporary files of this process's uploads. */
export function spools(): string[] {
  return fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(`site-readiness-upload-${String(process.pid)}-`));
}

/** The current version of a section, as `If-Match` takes it. */
export async function sectionTag(service: TestService, assessmentId: string, code: string): Promise<string> {
  const { headers } = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/sections/${code}`);
  return headers.get('etag') ?? '';
}
