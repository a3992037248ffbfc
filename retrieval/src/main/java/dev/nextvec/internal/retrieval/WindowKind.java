package dev.nextvec.internal.retrieval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** By what test windows are told apart. */
public enum WindowKind {
  /** Cosine of the next chunk with the newest: low where the text changes its topic. */
  TOPIC("cosine with newest"),
  /** Number of the next chunk in its document, from 0. */
  POSITION("position of next"),
  /** Chunks of the document. */
  DOCUMENT("chunks of document"),
  /** Characters of the newest chunk, where there are texts. */
  CHUNK("characters of newest");

  private final String label;

  WindowKind(String label) {
    this.label = label;
  }

  /** In words. */
  public String label() {
    return label;
  }

  /** In files. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<WindowKind> named(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }
}
