import {
  Injectable,
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
  type ValidationError,
} from '@nestjs/common';
import { pointerSegment } from '../../core/contracts/defect.js';
import { Problem, type ProblemDetailError } from '../problem/problem.js';

/** Stable codes by the name of the rule; what is not here is `wrong-format`. */
const CODES: Readonly<Record<string, string>> = {
  whitelistValidation: 'unknown-field',
  isText: 'wrong-type',
  isString: 'wrong-type',
  isBoolean: 'wrong-type',
  isObject: 'wrong-type',
  isArray: 'wrong-type',
  isInt: 'wrong-type',
  isNumber: 'wrong-type',
  nestedValidation: 'wrong-type',
  min: 'out-of-range',
  max: 'out-of-range',
  isInSteps: 'out-of-range',
  maxLength: 'too-long',
  arrayMaxSize: 'too-many',
  notBlank: 'empty-text',
  isIn: 'not-allowed',
  noNhsNumber: 'nhs-number',
};

/** Rules that say nothing new when the value has the wrong type or is missing. */
const TYPE_RULES = ['isText', 'isString', 'isInt', 'isNumber', 'isArray', 'isObject'];

/**
 * Holds bodies and parameters against their classes: nothing unknown, nothing converted. Every broken rule is reported,
 * for a body by JSON pointer and for a parameter by its name.
 */
@Injectable()
export class RequestValidation implements PipeTransform {
  private readonly bodies = pipe(true);
  private readonly parameters = pipe(false);

  transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body') return this.parameters.transform(value, metadata);
    // A body that was not sent breaks the same rules as one without fields.
    return this.bodies.transform(value ?? {}, metadata);
  }
}

function pipe(forBodies: boolean): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    // Nest would take the value from an error that has others below it; without it a wrong value looks like a missing one.
    validationError: { target: false, value: true },
    exceptionFactory: (errors) => invalidRequest(errors, forBodies),
  });
}

function invalidRequest(errors: readonly ValidationError[], inBody: boolean): Problem {
  const found = errors.flatMap((error) => describe(error, inBody, ''));
  const count = found.length === 1 ? 'One thing is' : `${String(found.length)} things are`;
  return new Problem('invalid-request', `${count} wrong with the request. Nothing was stored.`, { errors: found });
}

function describe(error: ValidationError, inBody: boolean, parent: string): ProblemDetailError[] {
  const { property, constraints = {}, children = [] } = error;
  const value: unknown = error.value;
  const pointer = `${parent}/${pointerSegment(property)}`;
  const place = inBody ? { pointer } : { parameter: property };
  const broken = Object.entries(constraints);
  const byType = broken.filter(([rule]) => TYPE_RULES.includes(rule));
  const own = (byType.length > 0 ? byType : broken).map(([rule, message]) => ({
    ...place,
    code: value === undefined && rule !== 'whitelistValidation' ? 'missing' : (CODES[rule] ?? 'wrong-format'),
    detail: sentence(rule === 'whitelistValidation' ? `"${clip(property)}" is not a field here` : message),
  }));
  return [...own, ...children.flatMap((child) => describe(child, inBody, pointer))];
}

function sentence(message: string): string {
  return message.endsWith('.') ? message : `${message}.`;
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
