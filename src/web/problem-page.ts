import type { ProblemDocument, SendProblemPage } from '../platform/problem/problem-filter.js';
import { PROBLEMS, type ProblemCode } from '../platform/problem/problem-table.js';
import type { PageRenderer } from './page-renderer.js';

/** A problem in words for somebody who follows links; the problem table's own words are for those who write programs. */
interface ProblemWords {
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

const NOT_FOUND: ProblemWords = {
  title: 'Page not found',
  meaning: 'If you typed or pasted the address, check that it is complete and correct.',
  remedy: 'If you followed a link, what it led to is not in this service.',
};

const WORDS: Readonly<Record<number, ProblemWords>> = {
  400: {
    title: 'This address cannot be read',
    meaning: 'Something in the address is not as this service writes it.',
    remedy: 'If you changed the address by hand, undo that. Otherwise start again from the list.',
  },
  403: {
    title: 'You cannot do this',
    meaning: 'You are signed in, but your role here does not let you see or change this.',
    remedy: 'If you need to, ask your trust lead, or whoever invited you, to give you the role.',
  },
  404: NOT_FOUND,
  410: {
    title: 'This link does not work any more',
    meaning: 'It was used, has expired or was withdrawn, or it was not copied as a whole.',
    remedy: 'Copy the whole link once more, or ask whoever sent it for a new one.',
  },
  413: {
    title: 'What you sent is too large',
    meaning: 'The form or the file is larger than this service takes. Nothing of it was saved.',
    remedy: 'Go back, and shorten the text or choose a smaller file.',
  },
  429: {
    title: 'Too many requests',
    meaning: 'More was asked for within a minute than one person or one network may ask for.',
    remedy: 'Wait a minute, then load this page again.',
  },
  500: {
    title: 'Sorry, there is a problem with the service',
    meaning: 'The service met an error that it did not expect. Nothing that you saved was lost.',
    remedy: 'Try again in a few minutes. If it comes back, tell whoever runs the service.',
  },
  503: {
    title: 'The service is busy',
    meaning: 'It cannot answer at the moment. Nothing that you saved was lost.',
    remedy: 'Wait a minute, then load this page again.',
  },
};

/** Problems of people, whose words in the problem table are for them. */
const OF_PEOPLE = [
  'not-invited',
  'sign-in-broken-off',
  'provider-unavailable',
] as const satisfies readonly ProblemCode[];
const OWN_WORDS: Readonly<Record<string, ProblemWords>> = {
  'cross-site': {
    title: 'This form cannot be taken',
    meaning: 'It was opened before somebody signed in again, or it came from another site. Nothing was saved.',
    remedy: 'Load the page again, and send the form once more.',
  },
  ...Object.fromEntries(
    OF_PEOPLE.map((code) => {
      const { title, meaning, remedy } = PROBLEMS[code];
      return [code, { title, meaning, remedy }];
    }),
  ),
};

/** Shows problems as pages in the design of all others. */
export function problemPage(pages: PageRenderer): SendProblemPage {
  return (response, problem) => {
    pages.send(response, 'pages/error/index', {
      ...wordsOf(problem),
      details: (problem.errors ?? []).map(({ detail }) => detail),
      requestId: problem.requestId,
    });
  };
}

function wordsOf({ status, code, title, detail }: ProblemDocument): ProblemWords {
  return OWN_WORDS[code] ?? WORDS[status] ?? { title, meaning: detail, remedy: 'Go back and try another way.' };
}
