import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { CreateVendor, VendorPage, VendorView, UpdateVendor } from './vendors.dto.js';
import { VendorsService } from './vendors.service.js';

@ApiTags('Vendors and networks')
@Controller('api/v1/vendors')
export class VendorsController {
  constructor(private readonly vendors: VendorsService) {}

  @Get()
  @Operation({
    id: 'listVendors',
    access: 'organisations.read',
    summary: 'List vendors with their tools',
    reply: VendorPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<VendorPage> {
    return this.vendors.list(actor, query);
  }

  @Post()
  @Operation({
    id: 'createVendor',
    access: 'organisations.change',
    summary: 'Add a vendor',
    reply: VendorView,
    createdAt: '/api/v1/vendors/{id}',
    versioned: true,
    problems: ['conflict'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateVendor): Promise<VendorView> {
    return this.vendors.create(actor, body);
  }

  // Names of vendors are public, so a vendor is looked up without asking who reaches it.
  @Get(':vendorId')
  @Operation({
    id: 'getVendor',
    access: 'organisations.read',
    unplaced: ['vendorId'],
    summary: 'Get a vendor',
    reply: VendorView,
    versioned: true,
  })
  get(@CurrentActor() actor: Actor, @Param('vendorId', ResourceIdPipe) vendorId: string): Promise<VendorView> {
    return this.vendors.get(actor, vendorId);
  }

  @Patch(':vendorId')
  @Operation({
    id: 'updateVendor',
    access: 'organisations.change',
    unplaced: ['vendorId'],
    summary: 'Change a vendor',
    reply: VendorView,
    changes: true,
    problems: ['conflict'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('vendorId', ResourceIdPipe) vendorId: string,
    @IfMatch() version: string,
    @Body() body: UpdateVendor,
  ): Promise<VendorView> {
    return this.vendors.update(actor, vendorId, body, versionNumber(version));
  }
}
