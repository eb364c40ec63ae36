import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, MaxLength } from 'class-validator';
import { LONGEST_MESSAGE, LONGEST_SUBJECT } from '../../concerns/concerns.dto.js';
import { LONGEST_ANSWER, LONGEST_QUESTION } from '../../concerns/published-answers.dto.js';
import { OneOf, PlainText, ResourceId } from '../../platform/http/fields.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import type { FormError } from '../forms.js';

const LONGEST_TOPIC = 60;

/** A field of a form that is sent with the address: left empty it counts as not given. */
export function FormText(max: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() || undefined : value)),
    PlainText({ max, optional: true }),
  );
}

/** A field of such a form that offers a few values. */
export function FormChoice(allowed: readonly string[]): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value)),
    OneOf(allowed, { optional: true }),
  );
}

/** A question or concern as it is asked. Without a value for each field it is shown again with what is missing. */
export class AskForm {
  /** `question:` or `action:` with an id; nothing: the assessment as a whole */
  @PlainText({ max: LONGEST_TOPIC, optional: true })
  about?: string;

  @OneOf(['question', 'concern'])
  @IsString({ message: 'Choose whether it is a question or a concern' })
  kind: 'question' | 'concern';

  @PlainText({ max: LONGEST_SUBJECT })
  @MaxLength(LONGEST_SUBJECT, { message: `Subject must be ${String(LONGEST_SUBJECT)} characters or less` })
  @IsString({ message: 'Enter a subject' })
  subject: string;

  @PlainText({ max: LONGEST_MESSAGE, lines: true })
  @MaxLength(LONGEST_MESSAGE, { message: `Your message must be ${String(LONGEST_MESSAGE)} characters or less` })
  @IsString({ message: 'Enter your question or concern' })
  text: string;

  @OneOf(['no'], { optional: true })
  publish?: 'no';

  @ResourceId({ optional: true })
  formKey?: string;
}

export const ACTIONS = ['reply', 'settle', 're-open', 'withdraw', 'refuse', 'allow'] as const;

/** What is sent from the page of a conversation. */
export class ConversationForm {
  @OneOf(ACTIONS)
  @IsString({ message: 'Press one of the buttons' })
  act: (typeof ACTIONS)[number];

  @PlainText({ max: LONGEST_MESSAGE, lines: true, optional: true })
  text?: string;

  @ResourceId({ optional: true })
  formKey?: string;
}

/** What is to be published. */
export class PublishForm {
  @PlainText({ max: LONGEST_QUESTION, lines: true })
  @MaxLength(LONGEST_QUESTION, { message: `The question must be ${String(LONGEST_QUESTION)} characters or less` })
  @IsString({ message: 'Enter the question in words that name nobody' })
  question: string;

  @PlainText({ max: LONGEST_ANSWER, lines: true })
  @MaxLength(LONGEST_ANSWER, { message: `The answer must be ${String(LONGEST_ANSWER)} characters or less` })
  @IsString({ message: 'Enter the answer in words that name nobody' })
  answer: string;

  /** Where the form is: first looked through, then published, or gone back to */
  @OneOf(['preview', 'publish', 'change'])
  step: 'preview' | 'publish' | 'change';

  @OneOf(['yes'], { optional: true })
  looked?: 'yes';
}

/** Errors in the words of a form. @param names of the fields, such as "Subject" */
export function inWords(errors: readonly FormError[], names: Readonly<Record<string, string>>): FormError[] {
  return errors.map(({ field, text }) => {
    const name = names[field];
    if (name === undefined) return { field, text };
    if (text.includes("patient's NHS number")) {
      return { field, text: `${name} holds what looks like a patient’s NHS number. Leave patients out` };
    }
    return { field, text: text.startsWith(`${field} `) ? `${name} ${text.slice(field.length + 1)}` : text };
  });
}

/** Fields with line breaks as the service keeps them: browsers send two characters for each. */
export function withPlainBreaks(fields: FormFields): FormFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : value,
    ]),
  );
}
