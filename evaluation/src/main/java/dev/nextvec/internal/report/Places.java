package dev.nextvec.internal.report;

import dev.nextvec.internal.diagnose.Diagnosis;
import java.util.List;
import java.util.stream.IntStream;

/** What the chunks around a window are called: t is the newest of the context. */
final class Places {
  private Places() {}

  /** {@code t−4}, {@code t}, {@code t+1}. */
  static String chunk(int k) {
    return k == 0 ? "t" : k > 0 ? "t+" + k : "t\u2212" + -k;
  }

  /** What chunk t+k is to a context of n; empty where it is nothing in particular. */
  static String part(int k, int n) {
    if (k == 1) {
      return "target";
    }
    if (k == 0) {
      return "newest";
    }
    return k == 1 - n ? "oldest" : "";
  }

  /** Both. */
  static String named(int k, int n) {
    String part = part(k, n);
    return part.isEmpty() ? chunk(k) : chunk(k) + " " + part;
  }

  /** The positions of a context, oldest first. */
  static List<String> context(int n) {
    return IntStream.range(0, n).mapToObj(k -> named(k + 1 - n, n)).toList();
  }

  /** A change of the context in words. */
  static String change(String name, Diagnosis diagnosis) {
    if (!name.startsWith("drop ")) {
      return name;
    }
    int position = Integer.parseInt(name.substring(5));
    return "drop " + named(position - diagnosis.contextLength(), diagnosis.contextLength());
  }
}
