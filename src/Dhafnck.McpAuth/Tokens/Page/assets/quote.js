// Writes a text so that whatever reads the configuration takes all of it for text. An address can have a part that
// somebody else chose: a parameter of the route is in a link.

/** For a POSIX shell: between single quotes everything is text but the quote itself. */
export function shell(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A string of Python, JavaScript, C#, JSON and TOML, which escape alike what JSON escapes. */
export function literal(text) {
  return JSON.stringify(text);
}

/** An address that no client takes for a variable of its own: some replace `$NAME` in their files. */
export function withoutVariables(address) {
  return address.replaceAll("$", "%24");
}
