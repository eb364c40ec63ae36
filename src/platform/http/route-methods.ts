import type { Application } from 'express';

interface RouteLayer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** The pattern of the route that answers a request; undefined where none does, or it is no text. */
export function routeOf(app: Application, method: string, path: string): string | undefined {
  const name = (method === 'HEAD' ? 'GET' : method).toLowerCase();
  const found = layersOf(app).find((layer) => layer.route?.methods[name] === true && matches(layer, path));
  return typeof found?.route?.path === 'string' ? found.route.path : undefined;
}

/** The methods that a path takes; empty for a path that nothing answers. */
export function methodsOf(app: Application, path: string): string[] {
  const methods = new Set<string>();
  for (const layer of layersOf(app)) {
    if (layer.route === undefined || !matches(layer, path)) continue;
    for (const [method, taken] of Object.entries(layer.route.methods)) {
      if (taken && method !== '_all') methods.add(method.toUpperCase());
    }
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function layersOf(app: Application): readonly RouteLayer[] {
  return (app.router as unknown as { stack: RouteLayer[] }).stack;
}

function matches(layer: RouteLayer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    // a path that cannot be decoded
    return false;
  }
}
