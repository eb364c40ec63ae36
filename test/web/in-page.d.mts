type InPage = (element: unknown) => boolean;

export const isFocused: InPage;
export const groupIsFocused: InPage;
export const showsFocus: InPage;
