package dev.nextvec.data;

import dev.nextvec.internal.file.Sha256;
import java.util.List;

/**
 * One part of a split.
 *
 * <p>Holds the windows and how to name them: by groups, or by a range.
 */
final class SplitPart {
  static final List<String> NAMES = List.of("train", "validation", "test");

  private final int[] windows;
  private final List<String> groups;

  SplitPart(int[] windows, List<String> groups) {
    this.windows = windows;
    this.groups = List.copyOf(groups);
  }

  /** Windows, ascending. */
  int[] windows() {
    return windows.clone();
  }

  /** Groups of documents in order of first appearance; empty for a block. */
  List<String> groups() {
    return groups;
  }

  int first() {
    return windows[0];
  }

  int end() {
    return windows[windows.length - 1] + 1;
  }

  void hash(Windows store, Sha256 into) {
    into.add(windows.length);
    for (int window : windows) {
      into.add(store.firstRow(window));
    }
  }
}
