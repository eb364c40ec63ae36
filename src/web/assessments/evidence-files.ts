import { Injectable } from '@nestjs/common';
import { AssessmentFilesService } from '../../assessments/assessment-files.service.js';
import type { ReceivedFile } from '../../files/form-with-file.js';
import type { Actor } from '../../platform/actor/actor.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { errorsOf, type FormError } from '../forms.js';

/** The file of an evidence form: kept now, kept before while something else was wrong with the form, or none. */
export interface EvidenceFile {
  readonly fileId?: string;
  readonly fileName?: string;
  readonly errors: readonly FormError[];
}

/** Keeps what is uploaded with a form, so that nobody has to choose it again when something else is to be mended. */
@Injectable()
export class EvidenceFiles {
  constructor(private readonly files: AssessmentFilesService) {}

  async keep(
    actor: Actor,
    assessmentId: string,
    { file, problem }: ReceivedFile,
    fields: FormFields,
  ): Promise<EvidenceFile> {
    if (problem !== undefined) return { errors: [{ field: 'file', text: problem.detail.replace(/\.$/, '') }] };
    if (file === undefined) return keptBefore(fields);
    try {
      const { id, name } = await this.files.add(actor, assessmentId, file);
      return { fileId: id, fileName: name, errors: [] };
    } catch (error) {
      if (!(error instanceof Problem) || !WRONG_FILES.includes(error.code)) throw error;
      return { errors: errorsOf(error).map(({ text }) => ({ field: 'file', text })) };
    }
  }
}

const WRONG_FILES: readonly string[] = ['invalid-request', 'unsupported-file', 'storage-unavailable'];

function keptBefore({ fileId, fileName }: FormFields): EvidenceFile {
  const text = (value: FormFields[string]): string => (typeof value === 'string' ? value : '');
  if (text(fileId) === '') return { errors: [] };
  return { fileId: text(fileId), ...(text(fileName) !== '' && { fileName: text(fileName) }), errors: [] };
}
