// Functions that run in the page, on an element of it. They are sent there as text: each stands alone.

/** Whether it has the focus. */
export const isFocused = (element) => element === globalThis.document.activeElement;

/** Whether a radio button of its group has the focus. */
export const groupIsFocused = (element) => {
  const focused = globalThis.document.activeElement;
  return focused?.type === 'radio' && focused.name === element.name && focused.form === element.form;
};

/** Whether one sees that it has the focus: by an outline, a shadow or the yellow of the design system. */
export const showsFocus = (element) => {
  const looks = (of, part) => globalThis.getComputedStyle(of, part);
  const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = looks(element);
  const label = element.labels?.[0];
  return (
    (outlineStyle !== 'none' && outlineWidth !== '0px') ||
    boxShadow !== 'none' ||
    backgroundColor === 'rgb(255, 235, 59)' ||
    (label !== undefined && looks(label, '::before').boxShadow !== 'none')
  );
};
