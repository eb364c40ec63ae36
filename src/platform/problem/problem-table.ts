export interface ProblemKind {
  /** HTTP status */
  readonly status: number;
  /** Short name, the same for every occurrence */
  readonly title: string;
  /** What it means, in plain English */
  readonly meaning: string;
  /** What the caller can do */
  readonly remedy: string;
}

const READ_ERRORS =
  'Read `errors`: each entry names the field by a JSON pointer, or the parameter, and says what is allowed.';

/**
 * Every problem that the API answers with, by its stable code. A code never changes its meaning; the text may be
 * improved. `GET /problems/<code>` shows an entry.
 */
export const PROBLEMS = {
  'malformed-request': {
    status: 400,
    title: 'The request cannot be read',
    meaning: 'The request is not correct HTTP, its path or a header cannot be decoded, or the connection broke off.',
    remedy: 'Check the address, the headers and the client library that made the request.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    meaning: 'The body could not be read as JSON, or it is nested deeper than anything this service takes.',
    remedy: 'Send one JSON object, in UTF-8. `detail` says where reading stopped.',
  },
  'invalid-request': {
    status: 400,
    title: 'The request has wrong fields',
    meaning: 'A field or parameter is missing, unknown, of the wrong type or outside its range. Nothing was stored.',
    remedy: READ_ERRORS,
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor is not one of ours',
    meaning:
      'A list was asked to go on from a cursor that this list did not give, or that belongs to another sort order.',
    remedy: 'Take `next` from the last page as it is and keep the other parameters, or start again without a cursor.',
  },
  unauthenticated: {
    status: 401,
    title: 'Nobody is signed in',
    meaning: 'The request came without a session or key, or with one that has ended, expired or is none of ours.',
    remedy: 'Sign in again, or send a key that is good as `Authorization: Bearer …`.',
  },
  forbidden: {
    status: 403,
    title: 'Your role does not let you do this',
    meaning: 'You may see this, but a role or a scope that you do not have is needed to do it.',
    remedy: 'Ask whoever gave you your role, or made the key. The permission table says which role can do what.',
  },
  'not-invited': {
    status: 403,
    title: 'You are not invited here yet',
    meaning: 'Your organisation knows you, but nobody has given you a role in this service.',
    remedy: 'Ask the lead of your trust, or whoever runs this service, for an invitation to your work address.',
  },
  'sign-in-broken-off': {
    status: 400,
    title: 'The sign-in did not come to its end',
    meaning: 'It was broken off, took longer than ten minutes, or its answer was used before.',
    remedy: 'Begin again from the sign-in page.',
  },
  'provider-unavailable': {
    status: 503,
    title: 'Your organisation’s sign-in cannot be reached',
    meaning: 'The OpenID Connect provider does not answer, or not as it should.',
    remedy: 'Wait a minute and try again. People with a password here can sign in with that.',
  },
  'cross-site': {
    status: 403,
    title: 'The request came from somewhere else',
    meaning: 'A form was sent from another site, or with the token of another session.',
    remedy: 'Load the page again and send the form once more.',
  },
  'link-spent': {
    status: 410,
    title: 'The link does not work any more',
    meaning: 'The link of an invitation, a reset or the set-up was used, has expired, was withdrawn or is incomplete.',
    remedy: 'Copy the whole link once more, or ask whoever sent it for a new one.',
  },
  'archive-expired': {
    status: 410,
    title: 'The file is not kept any more',
    meaning: 'The plans of a portfolio can be downloaded as one file for a day after they were made.',
    remedy: 'Order them anew: plans that have not changed are there already, so that it takes little time.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    meaning: 'More requests came within a minute than one caller may send, or too many tries to sign in.',
    remedy: 'Wait as long as `Retry-After` says. `RateLimit` tells how many are left.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    meaning: 'There is nothing at this address, or nothing with this id that you may see.',
    remedy: 'Check the address against the API description, and the id against the list it came from.',
  },
  'no-open-revision': {
    status: 404,
    title: 'No revision is open',
    meaning: 'The last revision of this assessment was submitted and none has been opened since.',
    remedy: 'Open one: `POST /api/v1/assessments/{assessmentId}/revisions`.',
  },
  'nothing-submitted': {
    status: 404,
    title: 'Nothing has been submitted',
    meaning: 'This is worked out from the latest submission, and there is none yet.',
    remedy: 'Submit the open revision first.',
  },
  'too-many-sites': {
    status: 422,
    title: 'There are too many sites for this',
    meaning: 'What was asked for would take too long for so many sites.',
    remedy:
      'Narrow the sites down, by tool, region, queue or stage. Ranks of more sites can be had in the background: `POST /api/v1/portfolio/rankings`.',
  },
  'outlook-not-ready': {
    status: 404,
    title: 'This has not been worked out yet',
    meaning:
      'Where a deployment stands for its support team is worked out in the background, and this one has just begun.',
    remedy: 'Ask again in a minute.',
  },
  'nothing-to-compare': {
    status: 404,
    title: 'There are no two submissions to compare',
    meaning:
      'A comparison takes two submissions of an assessment by one version of the questions. The one asked for is the first, or the other answers another version.',
    remedy: 'Submit a second revision, or name a submission by the same version in `from`.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take this method',
    meaning: 'The address exists, but not with this HTTP method.',
    remedy: 'Use one of the methods in the `Allow` header.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Not available in this format',
    meaning: 'The `Accept` header names only formats that this operation cannot make.',
    remedy: 'Ask for one of the formats in `available`.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request came too slowly',
    meaning: 'Headers or body of the request did not arrive within the time that this service waits.',
    remedy: 'Send it again, in one go.',
  },
  conflict: {
    status: 409,
    title: 'This exists already',
    meaning:
      'What was to be created exists: a trust with the code, a deployment of the tool at the site, an open revision.',
    remedy: 'Use the one that exists: `existingId` names it where there is one.',
  },
  'revision-submitted': {
    status: 409,
    title: 'The revision was submitted',
    meaning: 'A submitted revision is frozen. What you wanted to change belongs to it.',
    remedy: 'Open a new revision and make the change there.',
  },
  'request-in-progress': {
    status: 409,
    title: 'The same request is being worked on',
    meaning: 'A request with this `Idempotency-Key` came before and has not been answered yet.',
    remedy: 'Send it again after the seconds in `Retry-After`: you get the reply of the first.',
  },
  'statement-not-current': {
    status: 409,
    title: 'The statement does not hold here any more',
    meaning:
      'The statement was withdrawn, a newer one or a material version of the product took its place, or it is about ' +
      "another product version than the deployment's.",
    remedy:
      'Read the statements of the assessment again, and answer the newest for the version in use; where the deployment ' +
      'names another version than the site uses, set its product version first.',
  },
  'concern-closed': {
    status: 409,
    title: 'It is settled or withdrawn',
    meaning: 'A question or concern that the site has settled or withdrawn takes no more messages.',
    remedy: 'The site re-opens it, or asks anew.',
  },
  'support-settled': {
    status: 409,
    title: 'It is settled or withdrawn',
    meaning: 'A contact that was withdrawn, or a promise that was kept, broken or withdrawn, does not change any more.',
    remedy: 'Log the contact again, or make a new promise.',
  },
  'job-finished': {
    status: 409,
    title: 'The job has ended',
    meaning: 'A job that is done, failed or cancelled cannot be cancelled any more.',
    remedy: 'Read how it ended: `GET /api/v1/jobs/{jobId}`.',
  },
  'archive-not-ready': {
    status: 409,
    title: 'The plans are not there',
    meaning: 'The job that makes the plans waits, runs, was cancelled or has failed.',
    remedy:
      'Read how far it is: `GET /api/v1/jobs/{jobId}`. Download when its `state` is `done`; order anew where it has ended otherwise.',
  },
  'ranking-not-ready': {
    status: 409,
    title: 'The ranks are not there',
    meaning: 'The job that ranks the sites waits, runs, was cancelled or has failed.',
    remedy:
      'Read how far it is: `GET /api/v1/jobs/{jobId}`. Read the ranks when its `state` is `done`; order them anew where it has ended otherwise.',
  },
  'same-person': {
    status: 409,
    title: 'A second person has to check it',
    meaning:
      'Who attached or last changed an evidence item cannot be the one who checks it; nor can anybody where it is not known who did.',
    remedy: 'Ask somebody else to check it. Where nobody is known to have attached it, attach it again first.',
  },
  'instrument-unavailable': {
    status: 409,
    title: 'It was answered by another version of the instrument',
    meaning:
      'The answers belong to a version of the instrument that this release does not hold, so that nothing can be worked out from them. What was frozen when they were submitted can still be read.',
    remedy:
      'Read the frozen scorecard: `GET /api/v1/snapshots/{snapshotId}/scorecard`. For more, ask whoever runs the service for a release that holds the version.',
  },
  'stale-version': {
    status: 412,
    title: 'It was changed since you read it',
    meaning: 'The version in `If-Match` is not the current one: somebody else saved in between. Nothing was stored.',
    remedy:
      'Read it again, put your change beside theirs and send it with the `ETag` that you got. It is in `currentVersion`, too.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    meaning: 'The request body is larger than this service takes.',
    remedy: 'Send less at a time, or a smaller file; `detail` gives the limit.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'This content type is not taken',
    meaning: 'The body has a content type, an encoding or a character set that this operation does not take.',
    remedy: 'Send `Content-Type: application/json` in UTF-8; a file as `multipart/form-data`.',
  },
  'unsupported-file': {
    status: 415,
    title: 'This kind of file is not taken',
    meaning:
      'By its content the file is none of PDF, PNG, JPEG, DOCX, XLSX, CSV and plain text, or its name says that it is another kind than its content.',
    remedy: 'Save the document as one of these kinds, without macros and text in UTF-8, under a name that says so.',
  },
  'invalid-answers': {
    status: 422,
    title: 'The answers break a rule of the instrument',
    meaning:
      'The request is well formed, but an answer is not one that the instrument takes. All defects are listed. Nothing was stored.',
    remedy: READ_ERRORS,
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The key belongs to another request',
    meaning:
      'This `Idempotency-Key` was given to a request with another address, version or body within the last 24 hours. Nothing was stored.',
    remedy: 'Make a new key for every new request; use the old one only to send the very same request again.',
  },
  'version-required': {
    status: 428,
    title: 'Say which version you are changing',
    meaning: "A change needs the version that it was made on, so that nobody overwrites another person's work unseen.",
    remedy: 'Read first and send the `ETag` that you got as `If-Match`.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The request headers are too large',
    meaning: 'The address and the headers together are larger than this service takes (16 KB).',
    remedy: 'Send fewer or shorter headers and query parameters.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    meaning: 'The service met an error that it did not expect. Nothing was half-written.',
    remedy: 'Try again later. If it comes back, tell whoever runs the service the `requestId`.',
  },
  busy: {
    status: 503,
    title: 'Too much is waiting',
    meaning:
      'More plans are being made than this service can queue, others hold what is to be changed, or the service is starting or stopping.',
    remedy: 'Try again after the seconds in `Retry-After`.',
  },
  'storage-unavailable': {
    status: 503,
    title: 'The data cannot be stored or read just now',
    meaning: 'The database is full, cannot be written, or cannot be reached. Nothing was half-written.',
    remedy:
      'Try again after the seconds in `Retry-After`. Whoever runs the service finds the cause in its log under the `requestId`.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The entry of a code that came from outside; undefined for a code that is not in the table. */
export function problemKind(code: string): ProblemKind | undefined {
  return Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode] : undefined;
}
