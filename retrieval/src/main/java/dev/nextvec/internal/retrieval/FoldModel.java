package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.model.Model;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model of the same settings as the one that a re-ranker serves, which did not see all of its
 * training documents. What it predicts for the others it says of documents that are new to it, as
 * those that will be searched for are to the model itself.
 *
 * @param learned the split it was trained with
 */
public record FoldModel(Model model, Split learned) {

  /** Windows of the training documents of a split that this model never saw, ascending. */
  int[] unseen(Windows windows, Split whole) {
    Set<Integer> seen = seen(windows);
    return Arrays.stream(whole.train())
        .filter(window -> !seen.contains(windows.group(window)))
        .toArray();
  }

  private Set<Integer> seen(Windows windows) {
    return IntStream.concat(Arrays.stream(learned.train()), Arrays.stream(learned.validation()))
        .mapToObj(windows::group)
        .collect(Collectors.toSet());
  }

  /**
   * Makes sure that a re-ranker may be fitted to what this model predicts after some windows.
   *
   * @param split whose test documents are to be measured on
   * @throws IllegalArgumentException if the model saw the document of one, or it is to be measured
   *     on
   */
  void require(Windows windows, Split split, int[] chosen) {
    Set<Integer> seen = seen(windows);
    Set<Integer> test =
        Arrays.stream(split.test()).mapToObj(windows::group).collect(Collectors.toSet());
    for (int window : chosen) {
      String document = windows.documents().get(windows.document(window)).id();
      if (seen.contains(windows.group(window))) {
        throw new IllegalArgumentException(
            "`%s` learned from the document `%s`, so that a re-ranker that is fitted to what it predicts there would trust it too much"
                .formatted(model.name(), document));
      }
      if (test.contains(windows.group(window))) {
        throw new IllegalArgumentException(
            "the document `%s` is to be tested on: no re-ranker may be fitted to it"
                .formatted(document));
      }
    }
  }
}
