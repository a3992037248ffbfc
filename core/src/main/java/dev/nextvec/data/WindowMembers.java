package dev.nextvec.data;

import dev.nextvec.internal.npy.NpyArray;
import dev.nextvec.internal.npy.NpzFile;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The arrays of an NPZ archive of windows, checked against each other.
 *
 * @param contexts {@code [N, n, dim]}
 * @param targets {@code [N, dim]}
 * @param articles {@code [N]}: the article of each window, if known
 * @param unused names of other arrays in the archive
 */
record WindowMembers(
    NpyArray contexts, NpyArray targets, Optional<NpyArray> articles, List<String> unused) {
  private static final List<String> CONTEXTS =
      List.of("context_sequences", "contexts", "context_vectors", "train_context_sequences");
  private static final List<String> TARGETS =
      List.of("target_vectors", "targets", "train_target_vectors");
  private static final List<String> ARTICLES = List.of("article_ids", "article_indices");

  WindowMembers {
    unused = List.copyOf(unused);
    requireShape(contexts, 3, "[windows, context, dimension]");
    requireShape(targets, 2, "[windows, dimension]");
    requireEqual("windows", contexts, contexts.rows(), targets, targets.rows());
    requireEqual("components", contexts, contexts.shape().get(2), targets, targets.shape().get(1));
    requireOnePrecision(contexts, targets);
    articles.ifPresent(
        array -> {
          requireEqual("windows", contexts, contexts.rows(), array, array.rows());
          if (array.shape().size() != 1 || array.header().type().isFloat()) {
            throw new IllegalArgumentException(
                "%s has shape %s and dtype %s: expected one integer for each window"
                    .formatted(
                        array.where(),
                        array.header().shapeText(),
                        array.header().type().description()));
          }
        });
  }

  private static void requireShape(NpyArray array, int axes, String expected) {
    boolean fits =
        array.shape().size() == axes
            && array.shape().stream().allMatch(length -> length > 0)
            && array.header().type().isFloat();
    if (!fits) {
      throw new IllegalArgumentException(
          "%s has shape %s and dtype %s: expected floats %s"
              .formatted(
                  array.where(),
                  array.header().shapeText(),
                  array.header().type().description(),
                  expected));
    }
  }

  /**
   * A chunk is the target of one window and in the context of the next: rounded once, it differs.
   */
  private static void requireOnePrecision(NpyArray contexts, NpyArray targets) {
    int ofContexts = contexts.header().type().bytes();
    int ofTargets = targets.header().type().bytes();
    if (ofContexts != ofTargets && Math.min(ofContexts, ofTargets) == 2) {
      throw new IllegalArgumentException(
          "%s is float%d but %s is float%d: a chunk would no longer be the same in both, so windows of one document could not be joined; save both with one dtype"
              .formatted(contexts.where(), 8 * ofContexts, targets.where(), 8 * ofTargets));
    }
  }

  private static void requireEqual(
      String what, NpyArray a, long lengthOfA, NpyArray b, long lengthOfB) {
    if (lengthOfA != lengthOfB) {
      throw new IllegalArgumentException(
          "%s has %d %s but %s has %d: the members do not belong together"
              .formatted(a.where(), lengthOfA, what, b.where(), lengthOfB));
    }
  }

  /** Finds the arrays by the names that are in use. */
  static WindowMembers of(NpzFile file, String where, Progress progress) throws IOException {
    if (file.names().isEmpty()) {
      throw new IOException(where + " holds no array: expected an archive that numpy.savez wrote");
    }
    String contexts = required(file, where, "contexts", CONTEXTS);
    String targets = required(file, where, "targets", TARGETS);
    Optional<String> articles = first(file, ARTICLES);
    List<String> unused =
        file.names().stream()
            .filter(name -> !name.equals(contexts) && !name.equals(targets))
            .filter(name -> !articles.equals(Optional.of(name)))
            .toList();
    return new WindowMembers(
        file.array(contexts, progress),
        file.array(targets, progress),
        articles.isPresent() ? Optional.of(file.array(articles.get(), progress)) : Optional.empty(),
        unused);
  }

  private static Optional<String> first(NpzFile file, List<String> names) {
    return names.stream().filter(file.names()::contains).findFirst();
  }

  private static String required(NpzFile file, String where, String what, List<String> names)
      throws IOException {
    return first(file, names)
        .orElseThrow(
            () ->
                new IOException(
                    "%s has no %s: expected one of %s but it has %s"
                        .formatted(where, what, names, file.names())));
  }

  long windows() {
    return contexts.rows();
  }

  int contextLength() {
    return Math.toIntExact(contexts.shape().get(1));
  }

  int dimension() {
    return Math.toIntExact(contexts.shape().get(2));
  }
}
