import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { USES, type GateKind, type Use } from '../../core/contracts/instrument.js';
import { listed, capitalised } from '../../core/contracts/words.js';
import { DEPLOYMENT_STATUSES, type DeploymentView } from '../../deployments/deployments.dto.js';
import { decide } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { ToolsService } from '../../tools/tools.service.js';
import type { NamedQuestion } from '../../tools/use-difference.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { USE_TEXTS } from '../use-texts.js';
import { CHANGE_TEXTS, changeText, keyOfChange } from './details-changes.js';
import { formOf } from './details-form.js';
import { DETAILS, LABELS, MEANINGS, STATUS_TEXTS, wordsOf, type Detail } from './details-words.js';
import { pathOfAssessment } from './section-tasks.js';

const DONE = {
  details: 'The details are saved.',
  use: 'The details are saved. The questions follow the new use: look through the sections.',
} as const;

const GATES: Readonly<Record<GateKind, string>> = {
  data: 'which holds back patient data',
  live: 'which holds back clinical use',
};

/** What the page shows beside what is stored. */
interface Shown {
  readonly deployment: DeploymentView;
  /** What was entered, where it was not saved */
  readonly fields?: FormFields;
  readonly errors?: readonly FormError[];
  /** Details that somebody else changed meanwhile otherwise than was entered */
  readonly overtaken?: readonly Detail[];
  readonly saved?: keyof typeof DONE | undefined;
}

/** The page of a deployment's details: a form for whoever may change them, a list for everybody else. */
@Injectable()
export class DetailsPage {
  constructor(
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  /** What somebody may change; nothing for those who only read. */
  editable(actor: Actor, { id, trust, toolId, vendorAccess }: DeploymentView): readonly Detail[] {
    const place = { deploymentId: id, trustId: trust.id, toolId, vendorAccess };
    const decision = decide(actor, 'deployments.change', place);
    if (decision.outcome !== 'allowed') return [];
    return decision.role === 'vendor-lead' ? ['vendorOwner'] : DETAILS;
  }

  send(response: Response, actor: Actor, assessmentId: string, shown: Shown): void {
    const { deployment, fields, errors = [], overtaken, saved } = shown;
    const { site, trust, toolId, use } = deployment;
    const place = `${this.tools.nameOf(toolId)} at ${site.name}`;
    const path = pathOfAssessment(assessmentId);
    const editable = this.editable(actor, deployment);
    const alternatives = this.alternatives();
    const titles = new Map(alternatives.map(({ id, title }) => [id, title]));
    const given = fields ?? formOf(deployment);
    const details = DETAILS.map((name) => ({
      ...{ name, label: LABELS[name], meaning: MEANINGS[name], now: wordsOf(deployment, name, titles) },
      overtaken: overtaken?.includes(name) === true,
    }));
    this.pages.send(response, 'pages/assessment/details', {
      title: 'Details of this deployment',
      trail: [HOME, { href: path, text: place }],
      place: `${place}, ${trust.name}`,
      action: `${path}/details`,
      back: path,
      done: saved === undefined ? null : DONE[saved],
      stale: overtaken !== undefined,
      mayChange: editable.length > 0,
      listed: details.filter(({ name }) => !editable.includes(name)),
      fields: Object.fromEntries(details.filter(({ name }) => editable.includes(name)).map((one) => [one.name, one])),
      given,
      was: JSON.stringify(formOf(deployment)),
      version: String(deployment.version),
      uses: USES.map((one) => ({
        value: one,
        text: USE_TEXTS[one][0],
        hint: { text: [`${USE_TEXTS[one][1]}.`, ...this.effectOf(toolId, use, one)].join(' ') },
        checked: given.use === one,
      })),
      statuses: DEPLOYMENT_STATUSES.map((one) => ({
        ...{ value: one, text: STATUS_TEXTS[one], checked: given.status === one },
      })),
      alternatives: alternatives.map(({ id, title, steps }) => ({
        ...{ value: id, text: title, hint: { text: steps }, checked: [given.alternatives ?? []].flat().includes(id) },
      })),
      changes: deployment.changes.map((change) => ({
        value: keyOfChange(change),
        text: changeText(change),
        checked: [given.changesAway ?? []].flat().includes(keyOfChange(change)),
      })),
      kinds: [
        { value: '', text: 'Nothing new' },
        ...Object.entries(CHANGE_TEXTS).map(([value, text]) => ({ value, text, selected: given.changeKind === value })),
      ],
      judgements: [
        { value: 'yes', text: 'Yes, earlier evidence has to be looked at again' },
        { value: 'no', text: 'No, earlier evidence still holds' },
      ].map((item) => ({ ...item, checked: given.changeMaterial === item.value })),
      ...errorValues(errors),
    });
  }

  /** The alternative actions of the newest version of the questions. */
  private alternatives(): readonly { readonly id: string; readonly title: string; readonly steps: string }[] {
    return this.tools.instrument.actions.flatMap(({ alternatives = [] }) => alternatives);
  }

  /** What choosing another use changes about the questions, in sentences. */
  private effectOf(toolId: string, from: Use, to: Use): string[] {
    if (from === to) return ['It is so now.'];
    const { more, fewer, gates } = this.tools.useDifference(toolId, from, to);
    const texts = [
      ...(more.length === 0 ? [] : [`Asks as well: ${listed(more.map(withGate))}.`]),
      ...(fewer.length === 0 ? [] : [`No longer asks: ${listed(fewer.map(named))}. What was answered is kept.`]),
      ...gates.map(
        (one) =>
          `${capitalised(named(one))} ${one.gate === null ? 'holds nothing back any more' : `becomes a gate, ${GATES[one.gate]}`}.`,
      ),
    ];
    return texts.length === 0 ? ['The questions stay the same.'] : texts;
  }
}

function named({ id, subject }: NamedQuestion): string {
  return `${subject} (${id})`;
}

function withGate(question: NamedQuestion): string {
  return `${named(question)}${question.gate === null ? '' : `, ${GATES[question.gate]}`}`;
}
