/** Text from outside, such as a path or a part of a file, made fit to stand in a message of one line. */

const LONGEST_QUOTE = 80;

/** Control characters as escapes: no line break, and nothing that a terminal would obey. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}|\u2028|\u2029/gu, (character) => {
    const escaped = JSON.stringify(character).slice(1, -1);
    return escaped === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : escaped;
  });
}

/** A string in quotation marks, shortened in the middle of nowhere rather than printed in full. */
export function quoted(text: string): string {
  return JSON.stringify(text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE - 1)}…`);
}
