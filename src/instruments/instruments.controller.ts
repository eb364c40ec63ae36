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
    return { items: [this.summary()], next: null };
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
    const { instrument } = this.catalogue;
    if (instrumentId !== instrument.id || version !== instrument.version) {
      throw notFound('instrument', `${instrumentId}@${version}`);
    }
    return { ...this.summary(), domains: instrument.domains, questions: this.questions(query) };
  }

  private questions({ toolId, use }: InstrumentQuery): readonly Question[] {
    if (toolId === undefined && use === undefined) return this.catalogue.instrument.questions;
    if (toolId === undefined || !this.catalogue.toolIds.includes(toolId)) {
      throw new Problem('invalid-request', 'There is no such tool.', {
        errors: [
          {
            parameter: 'toolId',
            code: 'not-allowed',
            detail: `toolId must be one of ${this.catalogue.toolIds.join(', ')}.`,
          },
        ],
      });
    }
    const { questions } = this.catalogue.compiled(toolId, use ?? 'routine');
    return questions.filter(({ ruledOut }) => use === undefined || !ruledOut).map(({ question }) => question);
  }

  private summary(): InstrumentSummary {
    const { id, version, name, status, questions } = this.catalogue.instrument;
    return { id, version, name, status, questionCount: questions.length };
  }
}
