import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Question } from '../core/contracts/instrument.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { Operation } from '../platform/openapi/operation.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { InstrumentList, InstrumentQuery, InstrumentSummary, InstrumentVersion } from './instruments.dto.js';

@ApiTags('Tools and instruments')
@Controller('api/v1/instruments')
export class InstrumentsController {
  constructor(@Inject(CATALOGUE) private readonly catalogue: Catalogue) {}

  @Get()
  @Operation({
    id: 'listInstruments',
    access: 'public',
    summary: 'List the instruments and their versions',
    reply: InstrumentList,
  })
  list(): InstrumentList {
    const { held } = this.catalogue;
    return { items: held.flatMap((name) => summaryOf(this.catalogue.at(name))), next: null };
  }

  @Get(':instrumentId/versions/:version')
  @Operation({
    id: 'getInstrument',
    access: 'public',
    summary: 'Get the questions of an instrument',
    description: 'With `toolId`, only the questions that the tool keeps and in its words.',
    reply: InstrumentVersion,
  })
  get(
    @Param('instrumentId') instrumentId: string,
    @Param('version') version: string,
    @Query() query: InstrumentQuery,
  ): InstrumentVersion {
    const catalogue = this.catalogue.at(`${instrumentId}@${version}`);
    const [summary] = summaryOf(catalogue);
    if (catalogue === undefined || summary === undefined) throw notFound('instrument', `${instrumentId}@${version}`);
    return { ...summary, domains: catalogue.instrument.domains, questions: this.questions(catalogue, query) };
  }

  private questions(catalogue: Catalogue, { toolId, use }: InstrumentQuery): readonly Question[] {
    if (toolId === undefined && use === undefined) return catalogue.instrument.questions;
    if (toolId === undefined || !catalogue.toolIds.includes(toolId)) {
      throw new Problem('invalid-request', 'There is no such tool.', {
        errors: [
          {
            parameter: 'toolId',
            code: 'not-allowed',
            detail: `toolId must be one of ${catalogue.toolIds.join(', ')}.`,
          },
        ],
      });
    }
    const { questions } = catalogue.compiled(toolId, use ?? 'routine');
    return questions.filter(({ ruledOut }) => use === undefined || !ruledOut).map(({ question }) => question);
  }
}

function summaryOf(catalogue: Catalogue | undefined): InstrumentSummary[] {
  if (catalogue === undefined) return [];
  const { id, version, name, status, questions } = catalogue.instrument;
  return [{ id, version, name, status, questionCount: questions.length }];
}
