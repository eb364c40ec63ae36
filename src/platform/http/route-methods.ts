import type { Application } from 'express';

interface RouteLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** The methods that a path takes; empty for a path that nothing answers. */
export function methodsOf(app: Application, path: string): string[] {
  const layers = (app.router as unknown as { stack: RouteLayer[] }).stack;
  const methods = new Set<string>();
  for (const layer of layers) {
    if (layer.route === undefined || !matches(layer, path)) continue;
    for (const [method, taken] of Object.entries(layer.route.methods)) {
      if (taken && method !== '_all') methods.add(method.toUpperCase());
    }
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function matches(layer: RouteLayer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    // a path that cannot be decoded
    return false;
  }
}
