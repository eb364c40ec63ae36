import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isoDate } from '../core/contracts/calendar.js';
import type { Finding, Scorecard } from '../core/contracts/scorecard.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { scoreAssessment } from '../core/scoring/score.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import { Clock } from '../platform/clock/clock.js';
import { EventLog } from '../platform/database/event-log.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import type { SectionSummary } from './assessments.dto.js';
import { AssessmentsService } from './assessments.service.js';
import { checkStored } from './check-stored.js';
import { knownOf, readContent } from './content.js';
import { FACTS, readSeen, seenText, type Seen } from './seen-revision.js';
import { askedQuestions, type AskedQuestion } from './section-to-fill.js';
import { sectionsOf, summaryOf } from './revisions.js';
import type { StoredAnswer } from './sections.dto.js';

/** The events among which is looked for who changed what: many more than a declaration is open for. */
const LOOKED_THROUGH = 200;

/** A question with its answer, as somebody looks through it before submitting. */
export interface ReviewedQuestion extends AskedQuestion {
  /** Undefined while it is not answered */
  readonly answer: StoredAnswer | undefined;
  readonly finding: Finding;
}

/** The open revision as a whole, as it would be submitted now. */
export interface Review {
  readonly number: number;
  /** What submitting takes */
  readonly version: string;
  /** What is shown here, to be held against what is there later */
  readonly seen: string;
  readonly deployment: DeploymentView;
  readonly scorecard: Scorecard;
  readonly sections: readonly {
    readonly summary: SectionSummary;
    readonly mayAnswer: boolean;
    readonly questions: readonly ReviewedQuestion[];
  }[];
}

/** Something that was changed since somebody looked. */
export interface ChangeSince {
  /** Code of the section, or which of the facts around the assessment */
  readonly what: string;
  /** Ids of the questions, where they are known */
  readonly questions: readonly string[];
  /** Id of whoever did it; undefined where it is not known */
  readonly actorId: string | undefined;
  readonly at: Date | undefined;
}

/** The whole of the open revision, for whoever checks it before it is submitted. */
@Injectable()
export class ReviewService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly assessments: AssessmentsService,
    private readonly events: EventLog,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** @throws Problem `not-found`, `no-open-revision`, `invalid-answers`, `instrument-unavailable` */
  review(actor: Actor, assessmentId: string): Promise<Review> {
    return this.unitOfWork.read(async (manager) => {
      const { assessment, revision, deployment, version, document } = await this.assessments.draft(
        manager,
        assessmentId,
      );
      const { compiled, input } = checkStored({ ...document, asOf: isoDate(this.clock.today()) }, this.catalogue);
      const scorecard = scoreAssessment(compiled, input);
      const rows = await sectionsOf(manager, revision.id);
      const known = knownOf(await readContent(manager, revision.id));
      const findings = new Map(scorecard.findings.map((finding) => [finding.id, finding]));
      const answers = document.answers as Readonly<Record<string, StoredAnswer>>;
      const place = { assessmentId, trustId: assessment.trustId };
      return {
        number: revision.number,
        version,
        seen: seenText(revision, rows, deployment),
        deployment,
        scorecard,
        sections: compiled.domains.flatMap((domain) => {
          const row = rows.find(({ code }) => code === domain.domain.code);
          if (row === undefined) return [];
          return {
            summary: summaryOf(row, domain, known),
            mayAnswer: may(actor, 'answers.write', place, row.code),
            questions: askedQuestions(domain, compiled.roles).map((asked) => ({
              ...asked,
              answer: answers[asked.question.id],
              finding: findings.get(asked.question.id) as Finding,
            })),
          };
        }),
      };
    });
  }

  /**
   * What was changed since somebody saw the revision, newest first. Nothing where it is as it was.
   *
   * @param text as `Review.seen` had it; one that cannot be read was never given, and nothing is known of it
   * @throws Problem `not-found`, `no-open-revision`
   */
  changesSince(_actor: Actor, assessmentId: string, text: string): Promise<readonly ChangeSince[]> {
    const seen = readSeen(text);
    if (seen === undefined) return Promise.resolve([]);
    return this.unitOfWork.read(async (manager) => {
      const { revision, deployment } = await this.assessments.draft(manager, assessmentId);
      const rows = await sectionsOf(manager, revision.id);
      if (seenText(revision, rows, deployment) === text) return [];
      const ids = { deployment: deployment.id, site: deployment.site.id, trust: deployment.trust.id };
      const now = { deployment: deployment.version, site: deployment.site.version, trust: deployment.trust.version };
      const changes: ChangeSince[] = [];
      for (const fact of FACTS) {
        if (seen.facts[fact] !== now[fact]) changes.push(await this.factChange(manager, fact, ids[fact]));
      }
      return [...changes, ...(await this.sectionChanges(manager, assessmentId, seen))];
    });
  }

  private async factChange(
    manager: EntityManager,
    what: (typeof FACTS)[number],
    subjectId: string,
  ): Promise<ChangeSince> {
    const { items } = await this.events.list(manager, { subjectId, type: `${what}-changed` }, { limit: 1 });
    return { what, questions: [], actorId: items[0]?.actor.id, at: items[0]?.at };
  }

  private async sectionChanges(manager: EntityManager, assessmentId: string, seen: Seen): Promise<ChangeSince[]> {
    const { items } = await this.events.list(manager, { assessmentId }, { limit: LOOKED_THROUGH });
    return items.flatMap(({ actor, at, data }) => {
      const { revision, section, version, questions } = data;
      const before = seen.sections.get(String(section));
      if (revision !== seen.number || before === undefined || Number(version) <= before) return [];
      return [{ what: String(section), questions: (questions ?? []) as string[], actorId: actor.id, at }];
    });
  }
}
