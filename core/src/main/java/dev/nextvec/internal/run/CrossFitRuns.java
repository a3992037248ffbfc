package dev.nextvec.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs beside a run, of the same settings, each of which did not see one fold of the training
 * documents.
 *
 * @param whole the run of all documents
 */
public record CrossFitRuns(RunDirectory whole) {
  static final String FOLDER = "cross-fit";
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]?|100");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /**
   * The run without one fold.
   *
   * @param fold from 1
   */
  public RunDirectory without(int fold) {
    return new RunDirectory(whole.path().resolve(FOLDER).resolve(Integer.toString(fold)));
  }

  /**
   * The highest fold that has a folder; 0 for none. Its run may have only begun, and one below it
   * may be missing.
   *
   * @throws IOException if the folder cannot be read
   */
  public int highest() throws IOException {
    return names().stream()
        .filter(name -> NUMBER.matcher(name).matches())
        .mapToInt(Integer::parseInt)
        .max()
        .orElse(0);
  }

  /**
   * What is numbered as no fold can be, so that it takes no part: there are 100 at most.
   *
   * @throws IOException if the folder cannot be read
   */
  public List<Path> strays() throws IOException {
    Path folder = whole.path().resolve(FOLDER);
    return names().stream()
        .filter(name -> DIGITS.matcher(name).matches() && !NUMBER.matcher(name).matches())
        .sorted()
        .map(folder::resolve)
        .toList();
  }

  private List<String> names() throws IOException {
    Path folder = whole.path().resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.map(each -> each.getFileName().toString()).toList();
    }
  }

  /**
   * Removes them, all or none.
   *
   * @throws IOException if one is in training
   */
  void remove() throws IOException {
    int highest = highest();
    for (int fold = 1; fold <= highest; fold++) {
      if (without(fold).isTraining()) {
        throw new IOException(
            "another training is writing to %s: wait for it, or stop it"
                .formatted(without(fold).path()));
      }
    }
    for (int fold = highest; fold > 0; fold--) {
      without(fold).prepare(true);
    }
  }
}
