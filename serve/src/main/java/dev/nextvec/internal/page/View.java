package dev.nextvec.internal.page;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** One view of the page. What it shows follows from the query alone, so that a link repeats it. */
public interface View {

  /** How the navigation names it. */
  Tab tab();

  /** Names that its query may have. */
  Set<String> parameters();

  /**
   * What stands below its title and card.
   *
   * @return markup, in which every text of a user's data is escaped
   * @throws IllegalArgumentException if the query asks for what there is not
   */
  String body(Query query) throws Exception;

  /** Seconds after which the page asks for this again; asked when the body was made. */
  default OptionalInt again() {
    return OptionalInt.empty();
  }

  /** Files of the jar that make it fluid; it works without them. */
  default List<String> scripts() {
    return List.of();
  }
}
