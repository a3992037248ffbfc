package dev.nextvec.internal.report;

import dev.nextvec.compare.TestDomain;
import java.util.Optional;

/**
 * A picture with what surrounds it.
 *
 * @param id unique in the page
 * @param title heading
 * @param caption how to read it
 * @param svg one or several pictures
 * @param table the numbers behind it, where no other table of the page has them
 */
record Chart(String id, String title, String caption, String svg, Optional<Table> table) {
  /** Width of a picture in its own units: a phone shows it at four fifths, a desktop enlarged. */
  static final double WIDTH = 440;

  /** Space for the name of a row. */
  static final double LABEL = 112;

  /** The same, with the marks of what it stands on at its table. */
  Chart standing(TestDomain standing) {
    return new Chart(id, title, caption, svg, table.map(numbers -> numbers.standing(standing)));
  }

  /** A name short enough for {@link #LABEL}. */
  static String label(String name) {
    return DisplayWidth.shorten(name, 17);
  }
}
