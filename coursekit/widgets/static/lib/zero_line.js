// Where a function of the plane is 0, by marching squares.

/**
 * Returns the straight pieces of the line on which numbers on a grid are 0: [[x1, y1, x2, y2], …], in columns and rows
 * of the grid, possibly between two. Numbers that are not finite interrupt it.
 */
export function zeroLine(numbers, columns) {
  const rows = numbers.length / columns;
  const pieces = [];
  const crossing = (x1, y1, x2, y2) => {
    const [one, other] = [numbers[y1 * columns + x1], numbers[y2 * columns + x2]];
    if (one > 0 === other > 0 || !Number.isFinite(one) || !Number.isFinite(other)) return null;
    const share = one / (one - other);
    return [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
  };
  for (let row = 0; row + 1 < rows; row += 1) {
    for (let column = 0; column + 1 < columns; column += 1) {
      const [right, above] = [column + 1, row + 1];
      const found = [
        crossing(column, row, right, row),
        crossing(right, row, right, above),
        crossing(right, above, column, above),
        crossing(column, above, column, row),
      ].filter(Boolean);
      for (let each = 0; each + 1 < found.length; each += 2) pieces.push([...found[each], ...found[each + 1]]);
    }
  }
  return pieces;
}
