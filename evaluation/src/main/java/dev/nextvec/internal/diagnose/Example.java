package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Document;
import dev.nextvec.data.Texts;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.wording.Beginning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One window, told so that a person can judge it.
 *
 * @param window its number
 * @param document id of its document
 * @param title of its document; may be empty
 * @param chunk number of the target in its document, from 0
 * @param cosine between the model's prediction and the target
 * @param averageCosine the same for the linear average
 * @param texts of the context, oldest first, and of the target; empty if the dataset has none
 */
public record Example(
    int window,
    String document,
    String title,
    long chunk,
    double cosine,
    double averageCosine,
    List<String> texts) {
  private static final int LONGEST = 700;

  public Example {
    texts = List.copyOf(texts);
  }

  static Example of(
      Windows windows, int window, double cosine, double averageCosine, Optional<Texts> texts)
      throws IOException {
    Document document = windows.documents().get(windows.document(window));
    long target = windows.targetRow(window);
    List<String> shown = new ArrayList<>();
    if (texts.isPresent()) {
      for (long row = windows.firstRow(window); row <= target; row++) {
        shown.add(Beginning.of(texts.get().text(row), LONGEST, "…"));
      }
    }
    return new Example(
        window,
        document.id(),
        document.title(),
        target - document.first(),
        cosine,
        averageCosine,
        shown);
  }
}
