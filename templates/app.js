// Every page works without this. With it: error summaries are focused, buttons count once, links are copied, and a form of
// answers is saved when its page is left. What belongs to a choice is shown by the style sheet: the script of the design system would mark
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
for (const button of document.querySelectorAll('button[data-copies]')) copyOnPress(button);
for (const each of document.querySelectorAll('form[enctype="multipart/form-data"]')) askBeforeSending(each);

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

  // Another form of the page, such as signing out. One that means that the answers are finished waits until they are saved:
  // where they cannot be, the page says why, and what was typed stands on it.
  document.addEventListener('submit', (event) => {
    if (event.target === form || event.defaultPrevented || !unsaved()) return;
    sent = true;
    // what is thrown away is not saved first
    if (event.target.hasAttribute('data-discards')) return;
    event.preventDefault();
    const other = event.target;
    const button = event.submitter;
    const go = () => {
      if (button?.name) other.append(hidden(button.name, button.value));
      other.submit();
    };
    void fetch(form.action, { method: 'POST', body: leaving(form), keepalive: true, redirect: 'manual' }).then(
      ({ type }) => (type === 'opaqueredirect' || !('afterSaving' in other.dataset) ? go() : form.submit()),
      go,
    );
  });

  // The tab is closed, or another address typed
  window.addEventListener('pagehide', () => {
    if (unsaved()) navigator.sendBeacon(form.action, leaving(form));
  });
}

/** Shows a button that copies what a field holds, and says that it did. */
function copyOnPress(button) {
  const field = document.getElementById(button.dataset.copies);
  const said = button.parentElement?.querySelector('[role="status"]');
  if (!(field instanceof HTMLTextAreaElement) || !said) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    // Pressed twice it is said twice: only a text that changes is spoken.
    said.textContent = '';
    void copied(field, button).then((done) => {
      said.textContent = done
        ? 'The link is copied.'
        : 'It could not be copied. The link is selected: copy it yourself.';
    });
  });
}

/** The clipboard of a page that came by http can only be reached by what is selected. */
async function copied(field, button) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    const done = document.execCommand('copy');
    if (done) button.focus();
    return done;
  }
}

/**
 * A form with a file is not read before it is known who sends it, so that the service cannot keep one that comes after
 * its sender was signed out. It stays on the page instead, until they have signed in again in another window.
 */
function askBeforeSending(form) {
  let answered = false;
  form.addEventListener('submit', (event) => {
    if (answered) return;
    event.preventDefault();
    const button = event.submitter;
    const send = () => {
      answered = true;
      if (button?.name) form.append(hidden(button.name, button.value));
      form.submit();
    };
    fetch(location.href, { method: 'HEAD', redirect: 'manual' }).then(
      ({ type, status }) => (type === 'opaqueredirect' || status === 401 ? tellSignedOut(form) : send()),
      send,
    );
  });
}

function tellSignedOut(form) {
  const told = form.querySelector('[data-signed-out]') ?? document.createElement('div');
  told.replaceChildren();
  told.dataset.signedOut = '';
  told.className = 'nhsuk-inset-text';
  told.tabIndex = -1;
  const text = document.createElement('p');
  const link = document.createElement('a');
  Object.assign(link, { href: '/sign-in', target: '_blank', textContent: 'Sign in in a new window' });
  text.append(
    'You were signed out. Nothing was sent, and what you entered is still here. ',
    link,
    ', then press the button once more.',
  );
  told.append(text);
  form.append(told);
  told.focus();
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
