import { Inject, Injectable } from '@nestjs/common';
import type { Domain, Instrument, Use } from '../core/contracts/instrument.js';
import type { ToolProfile } from '../core/contracts/tool.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { notFound } from '../platform/problem/problem.js';
import { beforeStart, type BeforeStart } from './before-start.js';
import { methodExample, type MethodExample } from './method-example.js';
import { CATALOGUE } from './catalogue-token.js';
import { useDifference, type UseDifference } from './use-difference.js';

@Injectable()
export class ToolsService {
  constructor(@Inject(CATALOGUE) private readonly catalogue: Catalogue) {}

  list(): readonly ToolProfile[] {
    return this.catalogue.tools;
  }

  /** @throws Problem `not-found` */
  get(id: string): ToolProfile {
    const tool = this.catalogue.tools.find((one) => one.id === id);
    if (tool === undefined) throw notFound('tool', id);
    return tool;
  }

  /** What every site is asked, and by which rules it is scored. */
  get instrument(): Instrument {
    return this.catalogue.instrument;
  }

  methodExample(): MethodExample {
    return methodExample(this.catalogue.compiled(this.catalogue.widestTool, 'routine'));
  }

  /** What an assessment of a tool asks for. @throws Problem `not-found` */
  beforeStart(id: string, use: Use): BeforeStart {
    return beforeStart(this.catalogue.compiled(this.get(id).id, use));
  }

  /** What another use of a tool would change about the questions. @throws Problem `not-found` */
  useDifference(id: string, from: Use, to: Use): UseDifference {
    const tool = this.get(id).id;
    return useDifference(this.catalogue.compiled(tool, from), this.catalogue.compiled(tool, to));
  }

  /** The sections of an assessment, in order. */
  sections(): readonly Domain[] {
    return this.catalogue.instrument.domains;
  }

  /** The name of a section, as the newest version that has it calls it; its code where none has. */
  sectionName(code: string): string {
    const versions = [...this.catalogue.held].reverse().flatMap((version) => this.catalogue.at(version) ?? []);
    const domains = versions.flatMap(({ instrument }) => instrument.domains);
    return domains.find((domain) => domain.code === code)?.name ?? code;
  }

  /** The name of a tool; its id where there is no profile of it any more. */
  nameOf(id: string): string {
    return this.catalogue.tools.find((tool) => tool.id === id)?.name ?? id;
  }
}
