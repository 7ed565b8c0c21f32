/**
 * A dispatch has at most 65,535 workgroups in a dimension; a longer row of them is folded into two. The shader takes
 * `group.x + group.y * columns` as the index, and returns where it is not below the count.
 */
export function foldWorkgroups(count: number, most: number): readonly [number, number, number] {
  const rows = Math.ceil(count / most);
  return [Math.ceil(count / rows), rows, 1];
}
