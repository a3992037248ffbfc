package dev.nextvec.internal.report;

import dev.nextvec.compare.TestDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table before it becomes text, Markdown or HTML.
 *
 * @param id short name, unique in a report; the anchor in HTML
 * @param title heading
 * @param note what a reader needs to understand the columns; may be empty
 * @param columns headings, first the one that names the row
 * @param rows each with one cell per column
 * @param marks what the numbers are, where that is not as a reader expects, and what makes them
 *     doubtful; part of the table wherever it goes
 */
record Table(
    String id,
    String title,
    String note,
    List<Column> columns,
    List<Line> rows,
    List<String> marks) {

  /** A table of numbers that nothing makes doubtful. */
  Table(String id, String title, String note, List<Column> columns, List<Line> rows) {
    this(id, title, note, columns, rows, List.of());
  }

  /** The same table, saying what its numbers were measured on and what makes them doubtful. */
  Table standing(TestDomain standing) {
    String told = title + " (" + standing.label() + ")";
    List<String> all = Stream.concat(standing.notices().stream(), marks.stream()).toList();
    return new Table(id, told, note, columns, rows, all);
  }

  /**
   * A heading.
   *
   * @param header text
   * @param numeric aligned to the right
   * @param priority 0 is always shown; where a line is too narrow the highest goes first
   */
  record Column(String header, boolean numeric, int priority) {
    static Column text(String header) {
      return new Column(header, false, 0);
    }

    static Column number(String header) {
      return new Column(header, true, 0);
    }

    static Column number(String header, int priority) {
      return new Column(header, true, priority);
    }
  }

  /** What a cell's content means to a reader. */
  enum Tone {
    PLAIN,
    GOOD,
    BAD,
    MUTED,
    STRONG
  }

  /** One cell. */
  record Cell(String text, Tone tone) {}

  /**
   * One row.
   *
   * @param muted drawn back, as baselines are behind networks
   */
  record Line(List<Cell> cells, boolean muted) {
    Line {
      cells = List.copyOf(cells);
    }

    static Line of(String... texts) {
      return new Line(Arrays.stream(texts).map(text -> new Cell(text, Tone.PLAIN)).toList(), false);
    }

    /** The same row with another tone in one cell. */
    Line with(int column, Tone tone) {
      List<Cell> changed = new ArrayList<>(cells);
      changed.set(column, new Cell(cells.get(column).text(), tone));
      return new Line(changed, muted);
    }

    Line muted(boolean muted) {
      return new Line(cells, muted);
    }
  }

  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    marks = List.copyOf(marks);
    for (Line row : rows) {
      if (row.cells().size() != columns.size()) {
        throw new IllegalArgumentException(
            "table `%s` has %d columns but a row of %d cells"
                .formatted(id, columns.size(), row.cells().size()));
      }
    }
  }
}
