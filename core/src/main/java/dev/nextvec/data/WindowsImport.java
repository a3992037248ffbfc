package dev.nextvec.data;

import dev.nextvec.internal.npy.NpyArray;
import dev.nextvec.internal.npy.NpzFile;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Imports windows that were written out, six vectors for each. Where one window continues the one
 * before it, bit by bit and in the same article, only its target is new: such a stretch becomes one
 * document in which every chunk is kept once.
 */
final class WindowsImport {
  private static final int BLOCK_VALUES = 1 << 20;

  private final Path source;
  private final Map<Long, Integer> stretchesOfArticle = new HashMap<>();
  private long stretches;

  WindowsImport(Path source) {
    this.source = source;
  }

  ImportReport run(Path target, ImportOptions options, Progress progress) throws IOException {
    Path scratch = target.toAbsolutePath().resolveSibling("");
    Files.createDirectories(scratch);
    try (NpzFile file = NpzFile.open(source, scratch)) {
      WindowMembers members = WindowMembers.of(file, source.toString(), Progress.none());
      try (ImportTarget written =
          ImportTarget.create(
              target,
              options,
              members.contexts().where(),
              members.dimension(),
              members.contexts().header().type(),
              members.articles().isPresent(),
              Optional.empty())) {
        copy(members, written, progress);
        return written.finish(
            warnings(members),
            new ImportReport.LeftOut(0, List.of(), members.unused(), 0),
            List.of());
      }
    }
  }

  private void copy(WindowMembers members, ImportTarget written, Progress progress)
      throws IOException {
    Cursor cursor = new Cursor(members);
    for (long window = 0; window < members.windows(); window++) {
      cursor.moveTo(window);
      if (window == 0 || !cursor.continuesThePrevious()) {
        if (window > 0) {
          written.end();
        }
        begin(members, window, written);
        addContext(cursor, window, members.contexts().where(), written);
      }
      addTarget(cursor, window, members.targets().where(), written);
      progress.update(window + 1, members.windows());
    }
    written.end();
  }

  private static void addContext(Cursor cursor, long window, String where, ImportTarget written)
      throws IOException {
    written.add(
        List.of(),
        cursor.contextCopy(),
        0,
        cursor.members.contextLength(),
        new ImportTarget.Origin() {
          @Override
          public String name(int position) {
            return "%s window %d position %d".formatted(where, window, position);
          }

          @Override
          public double number(int position, int component) {
            NpyArray contexts = cursor.members.contexts();
            return contexts.number(window, position * cursor.dimension + component);
          }
        });
  }

  private static void addTarget(Cursor cursor, long window, String where, ImportTarget written)
      throws IOException {
    written.add(
        List.of(),
        cursor.targetCopy(),
        0,
        1,
        new ImportTarget.Origin() {
          @Override
          public String name(int only) {
            return "%s window %d".formatted(where, window);
          }

          @Override
          public double number(int only, int component) {
            return cursor.members.targets().number(window, component);
          }
        });
  }

  private void begin(WindowMembers members, long window, ImportTarget written) {
    stretches++;
    if (members.articles().isEmpty()) {
      String id = "stretch-" + stretches;
      written.begin(id, "", id, Map.of());
      return;
    }
    long article = members.articles().get().integer(window);
    int number = stretchesOfArticle.merge(article, 1, Integer::sum);
    String group = "article-" + article;
    written.begin(number == 1 ? group : group + "-part-" + number, "", group, Map.of());
  }

  private List<String> warnings(WindowMembers members) {
    List<String> warnings = new ArrayList<>();
    if (members.articles().isEmpty()) {
      warnings.add(
          "The archive has no article_ids: which windows come from one document is not known, so a"
              + " split that cannot leak is impossible. Splits will be contiguous blocks; results"
              + " may be too good.");
    }
    if (members.windows() > 2 && stretches * 2 > members.windows()) {
      warnings.add(
          "The windows seem to have been shuffled: %d windows form %d unbroken stretches, so chunks are stored several times."
              .formatted(members.windows(), stretches));
    }
    return warnings;
  }

  /** Goes through the windows in blocks and remembers the one before. */
  private static final class Cursor {
    private final WindowMembers members;
    private final int dimension;
    private final int contextValues;
    private final int block;
    private final float[] contexts;
    private final float[] targets;
    private final float[] previousContext;
    private final float[] previousTarget;
    private long blockStart;
    private long window;

    Cursor(WindowMembers members) {
      this.members = members;
      this.dimension = members.dimension();
      this.contextValues = members.contexts().rowLength();
      this.block = (int) Math.min(members.windows(), Math.max(1, BLOCK_VALUES / contextValues));
      this.contexts = new float[Math.multiplyExact(block, contextValues)];
      this.targets = new float[block * dimension];
      this.previousContext = new float[contextValues];
      this.previousTarget = new float[dimension];
    }

    /** Windows are visited in order, one by one. */
    void moveTo(long next) {
      if (next > 0) {
        System.arraycopy(contexts, contextAt(), previousContext, 0, contextValues);
        System.arraycopy(targets, targetAt(), previousTarget, 0, dimension);
      }
      window = next;
      if (next % block == 0) {
        int count = (int) Math.min(block, members.windows() - next);
        members.contexts().floats(next, count, contexts, 0);
        members.targets().floats(next, count, targets, 0);
        blockStart = next;
      }
    }

    private int contextAt() {
      return (int) (window - blockStart) * contextValues;
    }

    private int targetAt() {
      return (int) (window - blockStart) * dimension;
    }

    boolean continuesThePrevious() {
      int at = contextAt();
      int kept = contextValues - dimension;
      return sameArticle()
          && Arrays.equals(contexts, at, at + kept, previousContext, dimension, contextValues)
          && Arrays.equals(contexts, at + kept, at + contextValues, previousTarget, 0, dimension);
    }

    private boolean sameArticle() {
      return members
          .articles()
          .map(array -> array.integer(window) == array.integer(window - 1))
          .orElse(true);
    }

    float[] contextCopy() {
      return Arrays.copyOfRange(contexts, contextAt(), contextAt() + contextValues);
    }

    float[] targetCopy() {
      return Arrays.copyOfRange(targets, targetAt(), targetAt() + dimension);
    }
  }
}
