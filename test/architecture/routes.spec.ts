import { Body, Controller, Get, Param, Post, Put, Query, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import { IsString, getMetadataStorage } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AnswersDocumentPipe } from '../../src/plans/answers-document.pipe.js';
import { CurrentActor } from '../../src/platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../src/platform/http/fields.js';
import { IfMatch } from '../../src/platform/http/versions.js';
import { buildOpenApiDocument } from '../../src/platform/openapi/document.js';
import { startService, type TestService } from '../support/service.js';

/** Pipes that check a whole body or query themselves. */
const CHECKING_PIPES: readonly unknown[] = [AnswersDocumentPipe];

/** Path parameters that are no ids: what takes them looks them up in a list of ours, and answers 404 by itself. */
const LOOKED_UP = [
  'ActionPageController.save(actionId)',
  'ActionPageController.show(actionId)',
  'ActionsController.get(actionId)',
  'ActionsController.say(actionId)',
  'AssessmentsController.saveSection(section)',
  'AssessmentsController.section(section)',
  'EvidenceItemPageController.change(questionId)',
  'EvidenceItemPageController.change(section)',
  'EvidenceItemPageController.check(questionId)',
  'EvidenceItemPageController.check(section)',
  'EvidenceItemPageController.remove(questionId)',
  'EvidenceItemPageController.remove(section)',
  'EvidenceItemPageController.show(questionId)',
  'EvidenceItemPageController.show(section)',
  'EvidencePageController.add(questionId)',
  'EvidencePageController.add(section)',
  'EvidencePageController.show(questionId)',
  'EvidencePageController.show(section)',
  'InstrumentsController.get(instrumentId)',
  'InstrumentsController.get(version)',
  'InvitationController.decline(token)',
  'InvitationController.show(token)',
  'InvitationController.take(token)',
  'ProblemsController.get(code)',
  'QuestionPageController.decide(questionId)',
  'QuestionPageController.save(questionId)',
  'QuestionPageController.show(questionId)',
  'ResetController.finish(token)',
  'ResetController.show(token)',
  'SectionPageController.save(section)',
  'SectionPageController.show(section)',
  'SetUpController.finish(token)',
  'SetUpController.show(token)',
  'StatementsController.listVersions(toolId)',
  'StatementsController.preview(toolId)',
  'StatementsController.publishVersion(toolId)',
  'ToolsController.get(toolId)',
];

/** What a provider of OpenID Connect sends back, openid-client reads, and what is unknown must be left alone. */
const LEFT_TO_A_LIBRARY = ['OrganisationController.finish: its query is of no class with rules'];

/** Operations that are the same for everybody: the catalogue. */
const FOR_EVERYBODY = [
  'InstrumentsController.get',
  'InstrumentsController.list',
  'ToolsController.get',
  'ToolsController.list',
];

interface RouteArgument {
  readonly index: number;
  readonly data?: unknown;
  readonly pipes: readonly unknown[];
  readonly factory?: unknown;
}

interface Route {
  /** `Controller.method` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly arguments: readonly (RouteArgument & { readonly kind: string; readonly type: unknown })[];
}

type Handler = (...values: unknown[]) => unknown;

function routesOf(controller: Type): Route[] {
  const prototype = controller.prototype as Record<string, Handler>;
  const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string;
  return Object.getOwnPropertyNames(prototype).flatMap((key) => {
    const handler = prototype[key];
    const method =
      key === 'constructor' ? undefined : (Reflect.getMetadata(METHOD_METADATA, handler as object) as unknown);
    if (typeof method !== 'number') return [];
    const path = Reflect.getMetadata(PATH_METADATA, handler as object) as string;
    const types = Reflect.getMetadata('design:paramtypes', prototype, key) as readonly unknown[];
    const given = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, key) ?? {}) as Record<string, RouteArgument>;
    return [
      {
        name: `${controller.name}.${key}`,
        method: RequestMethod[method] as string,
        path: `/${[prefix, path]
          .map((part) => part.replace(/^\/|\/$/g, ''))
          .filter((part) => part !== '')
          .join('/')}`,
        // Decorators run from the last parameter to the first; here they stand in the order of the parameters.
        arguments: Object.entries(given)
          .map(([place, argument]) => ({
            ...argument,
            kind: place.split(':')[0] as string,
            type: types[argument.index],
          }))
          .sort((a, b) => a.index - b.index),
      },
    ];
  });
}

/** What makes a parameter decorator what it is. */
function factoryOf(decorator: ParameterDecorator): unknown {
  class Probe {
    take(value: unknown): unknown {
      return value;
    }
  }
  decorator(Probe.prototype, 'take', 0);
  const [argument] = Object.values(
    Reflect.getMetadata(ROUTE_ARGS_METADATA, Probe, 'take') as Record<string, RouteArgument>,
  );
  return argument?.factory;
}

const ACTOR = factoryOf(CurrentActor());
const IF_MATCH = factoryOf(IfMatch());
const takes = (route: Route, factory: unknown): boolean => route.arguments.some((given) => given.factory === factory);

/** Bodies and queries that nothing checks. */
function unchecked({ name, arguments: given }: Route): string[] {
  const kinds: Readonly<Record<string, string>> = { [RouteParamtypes.BODY]: 'body', [RouteParamtypes.QUERY]: 'query' };
  return given.flatMap(({ kind, data, pipes, type }) => {
    const what = kinds[kind];
    if (what === undefined || pipes.some((pipe) => CHECKING_PIPES.includes(pipe))) return [];
    if (data !== undefined)
      return [`${name}: takes one field of the ${what}, which the class of the whole would check`];
    const rules =
      typeof type === 'function' ? getMetadataStorage().getTargetValidationMetadatas(type, '', false, false) : [];
    return rules.length > 0 ? [] : [`${name}: its ${what} is of no class with rules`];
  });
}

/** Path parameters that are taken as they come. */
function unpiped({ name, arguments: given }: Route): string[] {
  return given
    .filter(({ kind, pipes }) => kind === String(RouteParamtypes.PARAM) && !pipes.includes(ResourceIdPipe))
    .map(({ data }) => `${name}(${String(data)})`);
}

class Ruled {
  @IsString()
  name: string;
}

@Controller('planted/')
class Planted {
  @Post('list')
  list(@Body() body: string[]): unknown {
    return body;
  }

  @Post('loose')
  loose(@Body() body: object, @Query() query: Record<string, string>): unknown {
    return [body, query];
  }

  @Post('part')
  part(@Body('name') name: string): unknown {
    return name;
  }

  @Put(':id/:other')
  path(@Param('id', ResourceIdPipe) id: string, @Param('other') other: string, @Param() all: object): unknown {
    return [id, other, all];
  }

  @Get()
  fine(@CurrentActor() actor: unknown, @IfMatch() version: string, @Query() query: Ruled): unknown {
    return [actor, version, query];
  }
}

describe('the rules for routes', () => {
  const [list, loose, part, path, fine] = routesOf(Planted) as [Route, Route, Route, Route, Route];

  it('find a body that is a list, of no class, or taken apart', () => {
    expect(unchecked(list)).toEqual(['Planted.list: its body is of no class with rules']);
    expect(unchecked(loose)).toEqual([
      'Planted.loose: its body is of no class with rules',
      'Planted.loose: its query is of no class with rules',
    ]);
    expect(unchecked(part)).toEqual([
      'Planted.part: takes one field of the body, which the class of the whole would check',
    ]);
  });

  it('find a path parameter that goes through no pipe', () => {
    expect(unpiped(path)).toEqual(['Planted.path(other)', 'Planted.path(undefined)']);
  });

  it('find who takes an actor and a version', () => {
    expect([takes(fine, ACTOR), takes(fine, IF_MATCH)]).toEqual([true, true]);
    expect([takes(path, ACTOR), takes(path, IF_MATCH)]).toEqual([false, false]);
  });

  it('read method and path', () => {
    expect([path.method, path.path, fine.method, fine.path]).toEqual(['PUT', '/planted/:id/:other', 'GET', '/planted']);
  });
});

describe('every route of the service', () => {
  let service: TestService;
  let routes: Route[];
  let api: Route[];

  beforeAll(async () => {
    service = await startService();
    const controllers = [...service.app.get(ModulesContainer).values()].flatMap(({ controllers: own }) => [
      ...own.values(),
    ]);
    routes = controllers.flatMap(({ metatype }) => routesOf(metatype as Type));
    api = routes.filter((route) => route.path.startsWith('/api/'));
  });

  afterAll(() => service.stop());

  it('is found', () => {
    expect(api.length).toBeGreaterThan(30);
    expect(routes.map(({ path }) => path)).toEqual(expect.arrayContaining(['/', '/health/ready', '/problems/:code']));
    expect(api.filter(({ path }) => !path.startsWith('/api/v1/'))).toEqual([]);
  });

  it('has its body and its query checked by a class with rules, or by a pipe that is named here', () => {
    expect(routes.flatMap(unchecked)).toEqual(LEFT_TO_A_LIBRARY);
  });

  it('has its path parameters checked, or looked up', () => {
    expect(routes.flatMap(unpiped).sort()).toEqual(LOOKED_UP);
  });

  it('takes an actor under /api/v1, unless it is the same for everybody', () => {
    const without = api.filter((route) => !takes(route, ACTOR)).map(({ name }) => name);
    expect(without.sort()).toEqual(FOR_EVERYBODY);
  });

  it('asks for the version of what it changes', () => {
    const changing = api.filter(({ method }) => ['PUT', 'PATCH', 'DELETE'].includes(method));
    expect(changing.length).toBeGreaterThan(4);
    expect(changing.filter((route) => !takes(route, IF_MATCH)).map(({ name }) => name)).toEqual([]);
  });

  it('is an operation of the API description with an id of its own', () => {
    const { paths } = buildOpenApiDocument(service.app);
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, { operationId?: string }>).map(([method, { operationId }]) => ({
        route: `${method.toUpperCase()} ${path}`,
        operationId: operationId ?? '',
      })),
    );
    const own = api.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(described.map(({ route }) => route).sort()).toEqual(own.sort());
    expect(described.filter(({ operationId }) => !/^[a-z][A-Za-z]+$/.test(operationId))).toEqual([]);
    expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(described.length);
  });
});
