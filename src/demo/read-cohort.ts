import path from 'node:path';
import { readAnswersFile } from '../answers/read-answers-file.js';
import { defectLine } from '../instruments/located-document.js';
import { DATA_FOLDER, DataReader } from '../instruments/data-file.js';

/** One deployment of the demonstration, with what was submitted and what is being worked on. */
export interface DemoDeployment {
  readonly trust: { readonly code: string; readonly name: string; readonly region: string };
  readonly site: { readonly name: string; readonly code: string };
  readonly tool: string;
  readonly vendorOwner: string;
  /** Where an expert would put it in the vendor's work list; undefined where nothing was submitted */
  readonly queue?: string;
  readonly story: string;
  /** Answers documents in the order of their days */
  readonly submissions: readonly DemoDocument[];
  /** Answers of the revision that work goes on in */
  readonly open?: DemoDocument;
}

/** The parts of an answers document that the demonstration stores. */
export interface DemoDocument {
  readonly asOf: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<string, unknown>>;
}

interface CohortEntry extends Omit<DemoDeployment, 'submissions' | 'open'> {
  readonly submissions: readonly string[];
  readonly open?: string;
}

/** Reads `demo/cohort.yaml` and the answers files that it names. @throws Error with every defect by file and line */
export function readCohort(root: string = DATA_FOLDER): DemoDeployment[] {
  const file = new DataReader(root).read<{ deployments: readonly CohortEntry[] }>('demo/cohort.yaml', 'demo');
  if (file.value === undefined) {
    throw new Error(file.defects.map(defectLine).join('\n'));
  }
  const document = (name: string): DemoDocument => readDocument(path.join(root, 'demo', name));
  return file.value.deployments.map(({ submissions, open, ...entry }) => ({
    ...entry,
    submissions: submissions.map(document),
    ...(open !== undefined && { open: document(open) }),
  }));
}

function readDocument(file: string): DemoDocument {
  const { raw, defects } = readAnswersFile(file);
  if (raw === undefined || defects.length > 0) {
    throw new Error(defects.map((defect) => defectLine({ ...defect, file })).join('\n'));
  }
  return { context: {}, answers: {}, ...raw } as unknown as DemoDocument;
}
