import type { Request } from 'express';
import { Problem } from '../problem/problem.js';

/**
 * The media type that the caller likes best among those that an operation makes; the first when anything will do.
 *
 * @throws Problem `not-acceptable`
 */
export function negotiate<Type extends string>(request: Request, available: readonly [Type, ...Type[]]): Type {
  const chosen = request.accepts([...available]);
  if (chosen !== false) return chosen as Type;
  throw new Problem('not-acceptable', `This is available as ${available.join(' or ')}.`, { extra: { available } });
}
