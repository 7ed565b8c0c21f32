/**
 * Marked regions of a Markdown file, whose content is generated:
 *
 *     <!-- generated: NAME, any remark -->
 *     …
 *     <!-- end -->
 */

const START = /^<!-- generated: ([a-z0-9.-]+)\b.*-->$/;
const END = '<!-- end -->';

/**
 * The text with the content of every region replaced.
 *
 * @throws Error when a region is not closed, opens inside another, comes twice, has no content to be filled with, or when
 * content has no region.
 */
export function fillRegions(text: string, contents: Readonly<Record<string, string>>): string {
  const filled: string[] = [];
  const seen = new Set<string>();
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const name = START.exec(line)?.[1];
    if (name !== undefined) {
      if (open !== null) throw new Error(`region ${name} starts before region ${open} has ended`);
      if (seen.has(name)) throw new Error(`region ${name} comes twice`);
      const content = contents[name];
      if (content === undefined)
        throw new Error(`region ${name} is not known; known are ${Object.keys(contents).join(', ')}`);
      seen.add(name);
      open = name;
      filled.push(line, '', content, '');
    } else if (line === END) {
      if (open === null) throw new Error('a region ends that has not started');
      open = null;
      filled.push(line);
    } else if (open === null) {
      filled.push(line);
    }
  }
  if (open !== null) throw new Error(`region ${open} has no end`);
  for (const name of Object.keys(contents)) if (!seen.has(name)) throw new Error(`there is no region ${name}`);
  return filled.join('\n');
}
