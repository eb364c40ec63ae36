import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import type { AllocationReport, HoursPlan, SettingsView } from '../../portfolio/planner.dto.js';
import { PlannerService } from '../../portfolio/planner.service.js';
import { SupportTeams } from '../../portfolio/support-teams.service.js';
import { errorValues, readForm, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { dateText, dayText } from '../time-text.js';
import { addressOf, entriesOf, filtersOf, type PortfolioChoice, WORK_LIST } from './portfolio-address.js';
import { PortfolioFrame } from './portfolio-frame.service.js';
import { equityItems, fieldsOf, KeepForm, partsOf, PAST_TARGET, PlannerChoice, readSettings } from './planner-form.js';
import { resultValues } from './planner-page.js';

const PATH = '/portfolio/planner';

type Start = Awaited<ReturnType<SupportTeams['startFor']>>;

/** What is on the page beside what is worked out. */
interface Shown {
  readonly start: Start;
  readonly sites: PortfolioChoice;
  readonly fields: ReturnType<typeof fieldsOf>;
  /** Whether the fields were filled in by somebody */
  readonly isSet: boolean;
  readonly errors?: readonly FormError[];
  readonly done?: boolean;
}

/** Who gets the team's hours, what they buy, and what other hours would. */
@ApiExcludeController()
@Controller('portfolio/planner')
export class PlannerPageController {
  constructor(
    private readonly planner: PlannerService,
    private readonly teams: SupportTeams,
    private readonly frame: PortfolioFrame,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('portfolio.read')
  async show(@CurrentActor() actor: Actor, @Query() choice: PlannerChoice, @Res() response: Response): Promise<void> {
    const start = await this.teams.startFor(actor);
    await this.tell(actor, response, { ...this.given(choice, start), start, done: choice.done !== undefined });
  }

  @Post()
  @Allow('portfolio.plan')
  @TakesForm()
  async keep(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const start = await this.teams.startFor(actor);
    const form = await readForm(KeepForm, fields);
    // Each field was on the page as it was read before: only a form that the page does not have comes here.
    if (!form.ok || !isKept(start)) throw new Problem('invalid-request', 'The form is not one that the page has.');
    const { keep, version } = form.value;
    const given = this.given(form.value, start);
    const read = readSettings(given.fields);
    const plan = 'plans' in read ? read.plans[keep === 'second' ? 1 : 0] : undefined;
    if (plan !== undefined) {
      const error = await this.save(actor, plan, start, Number(version));
      if (error !== undefined) {
        const anew = await this.teams.startFor(actor);
        await this.tell(actor, response.status(400), { ...given, start: anew, errors: [error] });
        return;
      }
      response.redirect(303, addressOf(PATH, { ...plain(given.sites), ...given.fields, done: 'kept' }));
      return;
    }
    await this.tell(actor, response.status(400), { ...given, start });
  }

  /** @returns what keeps it from being kept */
  private async save(
    actor: Actor,
    { weeklyHours, equity, targetDate }: HoursPlan,
    { vendorId }: SettingsView,
    version: number,
  ): Promise<FormError | undefined> {
    try {
      await this.teams.save(actor, vendorId, { weeklyHours, equity, targetDate }, version);
      return undefined;
    } catch (error) {
      if (error instanceof Problem && error.code === 'stale-version') return KEPT_MEANWHILE;
      if (isPastTarget(error)) return PAST_TARGET;
      throw error;
    }
  }

  private given(choice: PlannerChoice, start: Start): Pick<Shown, 'sites' | 'fields' | 'isSet'> {
    const { sites, fields } = partsOf(choice);
    const isSet = fields.hours !== undefined || fields.equity !== undefined;
    return { sites, isSet, fields: isSet ? fields : fieldsOf(this.planner.upToDate(start)) };
  }

  private async tell(actor: Actor, response: Response, shown: Shown): Promise<void> {
    const { sites, fields, start, isSet, errors: found = [] } = shown;
    const read = readSettings(fields);
    const reports = 'plans' in read ? await this.reports(actor, sites, read.plans) : [];
    const errors = 'errors' in read ? read.errors : reports.length === 0 ? [PAST_TARGET] : found;
    if (errors.length > 0) response.status(400);
    const [first, ...rest] = reports;
    this.pages.send(response, 'pages/portfolio/planner', {
      title: 'Capacity planner',
      trail: [HOME, WORK_LIST],
      ...(await this.frame.values(actor, PATH, sites, isSet ? fields : {})),
      given: fields,
      cohort: addressOf('/portfolio/cohort', sites),
      choiceFields: Object.entries(plain(sites)),
      settingFields: Object.entries(fields),
      firstEquity: equityItems(fields.equity),
      secondEquity: equityItems(fields.equity2 ?? fields.equity),
      startNote: isSet ? null : startNote(start, this.planner.upToDate(start).targetDate),
      keeping: isKept(start) && may(actor, 'portfolio.plan', { vendorId: start.vendorId }) ? start.version : null,
      teamNote: isKept(start) ? teamNote(start) : null,
      done: shown.done === true,
      ...errorValues(errors),
      ...(first !== undefined && resultValues([first, ...rest], this.frame.names)),
    });
  }

  /** @returns none where the target date has passed */
  private async reports(
    actor: Actor,
    sites: PortfolioChoice,
    plans: readonly HoursPlan[],
  ): Promise<readonly AllocationReport[]> {
    try {
      return await this.planner.compare(actor, filtersOf(sites), plans);
    } catch (error) {
      if (isPastTarget(error)) return [];
      throw error;
    }
  }
}

const KEPT_MEANWHILE: FormError = {
  field: 'keep',
  text: 'Somebody else kept another setting meanwhile. It is shown below: press the button again to keep yours in its place',
};

function plain(sites: PortfolioChoice): Readonly<Record<string, string>> {
  return Object.fromEntries(entriesOf(sites));
}

function isPastTarget(error: unknown): boolean {
  return error instanceof Problem && error.errors.some(({ code }) => code === 'out-of-range');
}

function isKept(start: Start): start is SettingsView {
  return start.vendorId !== null;
}

/** Where the setting comes from that is shown before anybody has filled anything in. */
function startNote(start: Start, targetDate: string | null): string {
  const passed =
    start.targetDate !== null && targetDate === null
      ? ` Its target date, ${dayText(start.targetDate)}, has passed: choose another.`
      : '';
  const second = 'The second has a day a week more, so that you see what that buys.';
  if (isKept(start) && start.kept) return `The first setting is your team’s.${passed} ${second}`;
  return `Nobody has kept a setting for the team yet. The first starts from a day every four weeks for each site, which is one person full-time for 20 sites, the method’s equity, and a year from today. ${second}`;
}

/** What the team has kept. */
function teamNote({ kept, weeklyHours, equity, targetDate, updatedAt }: SettingsView): string {
  if (!kept || updatedAt === null) return 'The team has kept no setting yet.';
  const target = targetDate === null ? 'no target date' : `target ${dayText(targetDate)}`;
  return `The team’s setting since ${dateText(updatedAt)}: ${String(weeklyHours)} hours a week, equity ${String(equity)}, ${target}.`;
}
