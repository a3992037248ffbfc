package dev.nextvec.run;

import java.util.Optional;

/**
 * Where the weights of a run came from that was not trained here. What they were trained on, and
 * how, is not known.
 *
 * @param file name of the file they were in
 * @param sha256 of that file
 * @param place where in it they were; {@code .} if it held nothing else
 * @param run the run whose weights were trained on elsewhere, if it is one
 * @param replayed whether outputs from where it was trained were reproduced
 */
public record Origin(
    String file, String sha256, String place, Optional<String> run, boolean replayed) {

  /** What a reader of its figures must know. */
  public String note(String name) {
    return "`%s` was imported (%s%s): what it was trained on is not known, so no check can say whether the test documents were new to it."
        .formatted(name, file, run.map(path -> ", of " + path).orElse(""));
  }
}
