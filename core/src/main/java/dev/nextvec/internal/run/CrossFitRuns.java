package dev.nextvec.internal.run;

import java.io.IOException;

/**
 * Runs beside a run, of the same settings, each of which did not see one fold of the training
 * documents.
 *
 * @param whole the run of all documents
 */
public record CrossFitRuns(RunDirectory whole) {
  static final String FOLDER = "cross-fit";

  /**
   * The run without one fold.
   *
   * @param fold from 1
   */
  public RunDirectory without(int fold) {
    return new RunDirectory(whole.path().resolve(FOLDER).resolve(Integer.toString(fold)));
  }

  /** How many there are. */
  public int count() {
    int folds = 0;
    while (without(folds + 1).exists()) {
      folds++;
    }
    return folds;
  }

  /**
   * Removes them, all or none.
   *
   * @throws IOException if one is in training
   */
  void remove() throws IOException {
    for (int fold = 1; fold <= count(); fold++) {
      if (without(fold).isTraining()) {
        throw new IOException(
            "another training is writing to %s: wait for it, or stop it"
                .formatted(without(fold).path()));
      }
    }
    for (int fold = count(); fold > 0; fold--) {
      without(fold).prepare(true);
    }
  }
}
