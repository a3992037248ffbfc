package dev.nextvec.text;

import dev.nextvec.data.Omission;
import dev.nextvec.data.Stage;
import java.util.stream.Collectors;

/** What was left out, in a few words inside a message. */
final class Omissions {
  private static final int NAMED = 3;

  private Omissions() {}

  /** Reasons with counts: {@code other kind 2, hidden 1}. */
  static String brief(Stage stage) {
    return stage.leftOut().isEmpty()
        ? "nothing"
        : stage.leftOut().stream()
            .map(omission -> omission.reason() + " " + omission.count())
            .collect(Collectors.joining(", "));
  }

  /** The first few names and how many there are besides. */
  static String names(Omission omission) {
    String first = omission.names().stream().limit(NAMED).collect(Collectors.joining(", "));
    long more = omission.besides(NAMED);
    return first + (more > 0 ? " and " + more + " more" : "");
  }
}
