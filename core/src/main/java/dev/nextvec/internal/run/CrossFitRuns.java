package dev.nextvec.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}"); // 100 at most

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
    Path folder = whole.path().resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .map(each -> each.getFileName().toString())
          .filter(name -> NUMBER.matcher(name).matches())
          .mapToInt(Integer::parseInt)
          .max()
          .orElse(0);
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
