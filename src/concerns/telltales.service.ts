import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NamesService } from '../accounts/names.service.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { ConcernEntity, ConcernMessageEntity } from './concern.entity.js';
import type { PublishAnswer } from './published-answers.dto.js';
import { telltalesIn, type Telltale } from './telltales.js';

/** Deployments that are read at once */
const PAGE = 200;

/** Looks for names in what is to be published: of the trust, its site and its people, and of other sites of the vendor. */
@Injectable()
export class Telltales {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly names: NamesService,
  ) {}

  /** @throws Problem `not-found` */
  async find(
    manager: EntityManager,
    concernId: string,
    { question, answer }: Pick<PublishAnswer, 'question' | 'answer'>,
  ): Promise<{ readonly question: readonly Telltale[]; readonly answer: readonly Telltale[] }> {
    const concern = await manager.findOneBy(ConcernEntity, { id: concernId });
    if (concern === null) throw notFound('concern', concernId);
    const messages = await manager.findBy(ConcernMessageEntity, { concernId });
    const people = await this.names.of(manager, [concern.askedBy, ...messages.map(({ createdBy }) => createdBy)]);
    const asking = await this.deployments.find(manager, concern.deploymentId);
    const others: Telltale[] = [];
    let after: string | undefined;
    do {
      const page = await this.deployments.ofTool(manager, concern.toolId, PAGE, after);
      // Of where the vendor takes no part it is not told that there is a site.
      others.push(...page.filter(({ vendorAccess }) => vendorAccess).flatMap(namesOf));
      after = page.length < PAGE ? undefined : page.at(-1)?.id;
    } while (after !== undefined);
    const named = { asking: namesOf(asking), others, people: [...people.values()] };
    return { question: telltalesIn(question, named), answer: telltalesIn(answer, named) };
  }

  /** @throws Problem `invalid-request` for texts that may tell who asked, unless somebody says that they looked */
  async refuse(manager: EntityManager, concernId: string, { namesNobody, ...texts }: PublishAnswer): Promise<void> {
    if (namesNobody === true) return;
    const found = await this.find(manager, concernId, texts);
    const errors = (['question', 'answer'] as const).flatMap((field) =>
      found[field].map(({ name, of }) => ({
        pointer: `/${field}`,
        code: 'may-identify',
        detail: `${field} holds "${name}", which may tell who asked: ${of}. Take it out, or send namesNobody.`,
      })),
    );
    if (errors.length === 0) return;
    throw new Problem('invalid-request', 'It may tell who asked. Nothing was published.', { errors });
  }
}

function namesOf({ trust, site }: DeploymentView): Telltale[] {
  return [trust, site].flatMap(({ name, code }, place) => {
    const of = place === 0 ? 'a trust' : 'a site';
    return [{ name, of }, ...(code === null ? [] : [{ name: code, of: `the code of ${of}` }])];
  });
}
