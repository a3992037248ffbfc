package dev.nextvec.internal.page;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunDirectory.SplitChoice;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The split of a dataset, document by document.
 *
 * @param contextLength of its windows
 * @param choice how it was asked for
 * @param ofRun whose split it is; absent where it is the one that a training would make by itself
 * @param parts of each document, in their order; {@link Part#NONE} where it gives no window
 * @param windows how many each part has
 * @param problem why there is no split; empty where there is one
 * @param sha256 of the split; empty where there is none
 */
record PartsOfSplit(
    int contextLength,
    SplitChoice choice,
    Optional<String> ofRun,
    List<Part> parts,
    List<Integer> windows,
    Optional<String> problem,
    String sha256) {

  /** Where a document is. */
  enum Part {
    TRAIN("train"),
    VALIDATION("validation"),
    TEST("test"),
    SEVERAL("several"),
    NONE("none");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  PartsOfSplit {
    parts = List.copyOf(parts);
    windows = List.copyOf(windows);
  }

  /** How a run's split was asked for, and what its windows are. */
  record OfRun(RunDirectory run, int contextLength) {}

  /** Finds it. */
  static PartsOfSplit of(Dataset dataset, Optional<OfRun> run) throws IOException {
    int n = run.map(OfRun::contextLength).orElse(5);
    SplitChoice choice =
        run.isPresent()
            ? run.get().run().splitChoice()
            : new SplitChoice(Split.SEED, SplitFractions.STANDARD);
    Optional<String> name = run.map(of -> of.run().name());
    Part[] parts = new Part[dataset.documents().size()];
    java.util.Arrays.fill(parts, Part.NONE);
    try {
      Windows windows = dataset.windows(n);
      Split split =
          run.isPresent() ? run.get().run().split(windows) : Split.of(dataset, n, choice.seed());
      mark(parts, windows, split.train(), Part.TRAIN);
      mark(parts, windows, split.validation(), Part.VALIDATION);
      mark(parts, windows, split.test(), Part.TEST);
      return new PartsOfSplit(
          n,
          choice,
          name,
          List.of(parts),
          List.of(split.train().length, split.validation().length, split.test().length),
          Optional.empty(),
          split.sha256());
    } catch (IllegalArgumentException tooSmall) {
      return new PartsOfSplit(
          n,
          choice,
          name,
          List.of(parts),
          List.of(0, 0, 0),
          Optional.of(String.valueOf(tooSmall.getMessage())),
          "");
    }
  }

  private static void mark(Part[] parts, Windows windows, int[] own, Part part) {
    for (int window : own) {
      int document = windows.document(window);
      parts[document] =
          parts[document] == Part.NONE || parts[document] == part ? part : Part.SEVERAL;
    }
  }

  /** How many documents are in a part. */
  long documents(Part part) {
    return parts.stream().filter(part::equals).count();
  }
}
