import type { OpenAPIObject } from '@nestjs/swagger';

/** What the parts of a path mean, wherever they occur. */
const TEXTS: Readonly<Record<string, string>> = {
  actionId: 'Id of the action, such as `IT-05` or `IT-05:find-out`',
  archiveId: 'Id of the job that makes the plans',
  assessmentId: 'Id of the assessment',
  concernId: 'Id of the question or concern',
  contactId: 'Id of the contact',
  deploymentId: 'Id of the deployment',
  evidenceId: 'Id of the evidence item',
  fileId: 'Id of a stored file',
  grantId: 'Id of a role that a person holds',
  handOverId: 'Id of the hand-over',
  invitationId: 'Id of the invitation',
  instrumentId: 'Id of the instrument, such as `ai-site-readiness`',
  jobId: 'Id of the job',
  networkId: 'Id of the network',
  keyId: 'Id of the key of a program',
  section: 'Code of the section, such as `IT`',
  personId: 'Id of the person',
  siteId: 'Id of the site',
  planId: 'Id of a plan that was made and kept',
  promiseId: 'Id of the promise',
  rankingId: 'Id of the job that ranks the sites',
  publishedAnswerId: 'Id of the published answer',
  snapshotId: 'Id of the submission',
  statementId: 'Id of the statement',
  toolId: 'Id of the tool, such as `echogo-pro`',
  trustId: 'Id of the trust',
  vendorId: 'Id of the vendor',
  viewId: 'Id of the saved view',
  version: 'Version of the instrument, such as `1.0.0`',
};

/** Ids that the service makes; the others are names. */
const UUIDS: readonly string[] = [
  'archiveId',
  'assessmentId',
  'concernId',
  'contactId',
  'deploymentId',
  'evidenceId',
  'fileId',
  'grantId',
  'handOverId',
  'invitationId',
  'jobId',
  'networkId',
  'keyId',
  'personId',
  'planId',
  'promiseId',
  'publishedAnswerId',
  'rankingId',
  'siteId',
  'snapshotId',
  'statementId',
  'trustId',
  'vendorId',
  'viewId',
];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Describes the parameters in paths that their operations leave without a word. */
export function addPathTexts(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      for (const parameter of item[method]?.parameters ?? []) {
        if (!('in' in parameter) || parameter.in !== 'path') continue;
        const text = TEXTS[parameter.name];
        if (text !== undefined) parameter.description ??= text;
        if (UUIDS.includes(parameter.name)) parameter.schema = { type: 'string', format: 'uuid' };
      }
    }
  }
}
