import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { ALLOW, type AllowMetadata } from './allow.js';
import { Places } from './places.js';

/** Path parameters that are no ids of things that belong to somebody. */
const NAMES: readonly string[] = [
  'section',
  'toolId',
  'instrumentId',
  'version',
  'code',
  'token',
  'questionId',
  'actionId',
];

/** Keeps the service from starting where a route does not say who may use it, or where nobody knows what it leads to. */
@Injectable()
export class RouteCheck implements OnApplicationBootstrap {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly reflector: Reflector,
    private readonly places: Places,
  ) {}

  /** @throws Error that names every such route */
  onApplicationBootstrap(): void {
    const defects = [...this.modules.values()].flatMap(({ controllers }) =>
      [...controllers.values()].flatMap(({ metatype }) => this.defectsOf(metatype as new () => object)),
    );
    if (defects.length > 0) throw new Error(`Routes without a guard:\n${defects.join('\n')}`);
  }

  private defectsOf(controller: new () => object): string[] {
    const prototype = controller.prototype as Record<string, object>;
    const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
    return methodsOf(prototype).flatMap((key) => {
      const handler = prototype[key] as () => unknown;
      if (key === 'constructor' || Reflect.getMetadata(METHOD_METADATA, handler) === undefined) return [];
      const name = `${controller.name}.${key}`;
      const allowed = this.reflector.getAllAndOverride<AllowMetadata | undefined>(ALLOW, [handler, controller]);
      if (allowed === undefined) return [`${name} does not say who may use it`];
      if (allowed.access === 'public') return [];
      const path = `${base}/${Reflect.getMetadata(PATH_METADATA, handler) as string}`;
      return [...path.matchAll(/:(\w+)/g)]
        .map(([, parameter = '']) => parameter)
        .filter((parameter) => !NAMES.includes(parameter) && !this.places.knows(parameter))
        .map((parameter) => `${name}: nobody knows where a ${parameter} is`);
    });
  }
}

/** Nest serves what a controller inherits as well. */
function methodsOf(prototype: object): string[] {
  const names = new Set<string>();
  for (let at = prototype; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return [...names];
}
