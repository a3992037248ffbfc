package dev.nextvec.internal.examine;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Account;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an account says in one line, for commands that use a dataset but did not make it. */
public final class LeftOutSummary {
  private LeftOutSummary() {}

  /**
   * How it was made, as {@code made without 2 of 5 files}; empty if nothing was left out or noted.
   */
  public static Optional<String> of(Account account) {
    List<String> parts = new ArrayList<>();
    for (Stage stage : account.stages()) {
      if (stage.in() > stage.out()) {
        parts.add(part(stage));
      }
    }
    if (parts.isEmpty() && account.notes().isEmpty()) {
      return Optional.empty();
    }
    String notes = account.notes().isEmpty() ? "" : Figures.counted(account.notes().size(), "note");
    String made =
        parts.isEmpty()
            ? "made with " + notes
            : "made without " + String.join(", ", parts) + (notes.isEmpty() ? "" : "; " + notes);
    return Optional.of(made + "; `data info` names all");
  }

  private static String part(Stage stage) {
    long lost = stage.in() - stage.out();
    String whole = Figures.count(stage.in());
    return switch (stage.step()) {
      case LETTERS -> letters((double) lost / stage.in()) + " of the letters";
      case CHUNKS -> "the ends of " + Figures.count(lost) + " of " + whole + " chunks";
      case LENGTHS -> Figures.count(lost) + " of " + whole + " documents too short for a window";
      case FILES, DOCUMENTS, ROWS, WINDOWS ->
          Figures.count(lost) + " of " + whole + " " + stage.step().label();
    };
  }

  private static String letters(double share) {
    return share < 0.0005 ? "under " + Figures.share(0.001) : Figures.share(share);
  }

  /** Whether text was encoded, by an encoder that does not say what it reads of a chunk. */
  static boolean cutsAreUnknown(Account account) {
    return account.stage(Step.LETTERS).isPresent() && account.stage(Step.CHUNKS).isEmpty();
  }
}
