// Every page works without this. With it: error summaries are focused, buttons count once, and a form of answers is saved
// when its page is left. What belongs to a choice is shown by the style sheet: the script of the design system would mark
// the choice as expanded, which a radio button cannot be.
import {
  initButtons,
  initCharacterCounts,
  initErrorSummary,
  initNotificationBanners,
  initPasswordInputs,
  initSkipLinks,
} from './nhsuk-frontend.min.js';

initButtons();
initCharacterCounts();
initErrorSummary();
initNotificationBanners();
initPasswordInputs();
initSkipLinks();

openForPrint();

const form = document.querySelector('form[data-saves]');
if (form instanceof HTMLFormElement) saveOnLeaving(form);

/** What is folded away is read on paper, also where the style sheet cannot see to it. */
function openForPrint() {
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const one of opened) one.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const one of opened) one.open = false;
  });
}

function saveOnLeaving(form) {
  const before = sentBy(form);
  let sent = false;
  const unsaved = () => !sent && sentBy(form) !== before;

  form.addEventListener('submit', () => {
    sent = true;
  });

  // A link: the form is sent first, as its buttons would, and the service leads on to where the link goes.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (link === null || !leads(link, event) || !unsaved()) return;
    event.preventDefault();
    sent = true;
    form.append(hidden('then', 'leave'), hidden('leaveTo', link.pathname + link.search + link.hash));
    form.submit();
  });

  // Another form of the page, such as signing out
  document.addEventListener('submit', (event) => {
    if (event.target === form || event.defaultPrevented || !unsaved()) return;
    sent = true;
    // what is thrown away is not saved first
    if (event.target.hasAttribute('data-discards')) return;
    event.preventDefault();
    const other = event.target;
    const button = event.submitter;
    void fetch(form.action, { method: 'POST', body: leaving(form), keepalive: true, redirect: 'manual' }).finally(
      () => {
        if (button?.name) other.append(hidden(button.name, button.value));
        other.submit();
      },
    );
  });

  // The tab is closed, or another address typed
  window.addEventListener('pagehide', () => {
    if (unsaved()) navigator.sendBeacon(form.action, leaving(form));
  });
}

/** Whether a click on a link leads away from the page in this window. */
function leads(link, event) {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  ) {
    return false;
  }
  if (link.origin !== location.origin || link.target !== '' || link.pathname.startsWith('/api/')) return false;
  return link.pathname !== location.pathname || link.search !== location.search || link.hash === '';
}

function leaving(form) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set('then', 'leave');
  return fields;
}

function sentBy(form) {
  return new URLSearchParams(new FormData(form)).toString();
}

function hidden(name, value) {
  const field = document.createElement('input');
  Object.assign(field, { type: 'hidden', name, value });
  return field;
}
