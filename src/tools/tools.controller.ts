import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ToolProfile } from '../core/contracts/tool.js';
import { Operation } from '../platform/openapi/operation.js';
import { ToolList } from './tools.dto.js';
import { ToolsService } from './tools.service.js';

@ApiTags('Tools and instruments')
@Controller('api/v1/tools')
export class ToolsController {
  constructor(private readonly tools: ToolsService) {}

  @Get()
  @Operation({
    id: 'listTools',
    access: 'public',
    summary: 'List the AI tools that sites can be assessed for',
    reply: ToolList,
  })
  list(): ToolList {
    return {
      items: this.tools.list().map(({ id, name, supplier, kind, intendedUse }) => ({
        id,
        name,
        supplier,
        kind,
        intendedUse,
      })),
      next: null,
    };
  }

  @Get(':toolId')
  @Operation({
    id: 'getTool',
    access: 'public',
    summary: 'Get the profile of a tool',
    description: 'What the tool needs of a site and what is known about it. A profile never says that the tool works.',
    reply: 'ToolProfile',
  })
  get(@Param('toolId') toolId: string): ToolProfile {
    return this.tools.get(toolId);
  }
}
