/**
 * The official name as it is kept, with the brackets that it has; what is typed around it, and twice inside of it, is
 * nobody's name.
 */
export const officialName = (typed: string): string => typed.trim().replace(/\s+/g, ' ');

/**
 * By what two names are one: a space, a full-width bracket or a small letter makes no second body. `name_key` in the
 * database says the same.
 */
export const organisationNameKey = (name: string): string =>
  name.normalize('NFKC').replace(/\s/g, '').toUpperCase();
