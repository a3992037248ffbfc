package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.MappedStore;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Progress;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Compares windows with every chunk of a bank: by cosine with each query vector, and by words. The
 * prediction of a model with two sides is compared with mapped chunks. Windows come in groups, so
 * that the bank is read once for many.
 *
 * @param kinds query vectors to compare by
 * @param index where the words are
 * @param bank the chunks to compare with; those of the windows are among them
 * @param mapped the bank as the model compares its predictions with it, if it has two sides
 * @param words compares words, where they are compared
 */
record WindowScan(
    Windows windows,
    List<Strategy.Vector> kinds,
    Optional<Model> model,
    Engine engine,
    ChunkIndex index,
    Bank bank,
    Optional<MappedStore> mapped,
    Optional<BankWords> words) {
  /** Floats that one group holds, 128 MB. */
  private static final long GROUP = 1L << 25;

  private static final int MOST = 128;

  /** Of the model that the index was made for, whose lengths it keeps. */
  WindowScan(
      Windows windows,
      List<Strategy.Vector> kinds,
      Optional<Model> model,
      Engine engine,
      ChunkIndex index,
      Bank bank,
      boolean words) {
    this(
        windows,
        kinds,
        model,
        engine,
        index,
        bank,
        mapped(kinds, model, index, bank),
        words(words, index, bank));
  }

  static Optional<BankWords> words(boolean compared, ChunkIndex index, Bank bank) {
    return compared ? Optional.of(new BankWords(index, bank)) : Optional.empty();
  }

  private static Optional<MappedStore> mapped(
      List<Strategy.Vector> kinds, Optional<Model> model, ChunkIndex index, Bank bank) {
    return model
        .filter(any -> kinds.contains(Strategy.Vector.MODEL))
        .flatMap(Model::candidates)
        .map(own -> new MappedStore(bank.vectors(), own, bank.apply(index.mappedLengths())));
  }

  /** The bank as another model compares its predictions with it, whose lengths are measured. */
  static Optional<MappedStore> mapped(Engine engine, Model model, Bank bank) {
    return model.candidates().map(own -> MappedStore.of(engine, bank.vectors(), own));
  }

  /**
   * One window compared with the whole bank; the context's own chunks have negative infinity.
   *
   * @param place of the window among those asked for
   * @param window its number
   * @param target the place of the true next chunk in the bank
   * @param queries by kind, what chunks as they are are multiplied with
   * @param cosines by kind, each {@code [chunks]}
   * @param own cosine with the target, in double precision, by kind
   * @param words BM25 by chunk; empty where words are not compared
   * @param wordsOf the same for each chunk of the context alone, oldest first, nothing left out
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Compared(
      int place,
      int window,
      int target,
      float[][] queries,
      float[][] cosines,
      float[] own,
      float[] words,
      float[][] wordsOf) {}

  /** Takes windows, from several threads at once. */
  @FunctionalInterface
  interface Consumer {
    void accept(Compared window);
  }

  /** Where the hits of a strategy come from. */
  WindowCandidates candidates(Strategy strategy) {
    return new WindowCandidates(windows, kinds, strategy.vector(), strategy, index, bank);
  }

  /** How many chunks the next one of a window is looked for among. */
  int candidates() {
    return bank.size() - windows.contextLength();
  }

  void run(int[] chosen, Consumer consumer, Progress progress) throws IOException {
    int rows = bank.size();
    int size = (int) Math.clamp(GROUP / ((long) rows * kinds.size()), 1L, (long) MOST);
    float[][][] cosines = new float[kinds.size()][Math.min(size, chosen.length)][rows];
    for (int from = 0; from < chosen.length; from += size) {
      int[] group = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + size));
      group(group, from, cosines, consumer);
      progress.update(from + group.length, chosen.length);
    }
  }

  private void group(int[] group, int from, float[][][] cosines, Consumer consumer)
      throws IOException {
    List<float[][]> contexts = contexts(group);
    float[][] queries = new float[kinds.size()][];
    for (int kind = 0; kind < kinds.size(); kind++) {
      queries[kind] = queries(kinds.get(kind), contexts);
      scan(kinds.get(kind), queries[kind], group.length, cosines[kind]);
    }
    Map<Long, float[]> chunkWords = words.isPresent() ? wordsOf(group) : Map.of();
    IntStream each = IntStream.range(0, group.length);
    (engine.threads() > 1 ? each.parallel() : each)
        .forEach(i -> consumer.accept(compared(group, i, from, queries, cosines, chunkWords)));
  }

  private List<float[][]> contexts(int[] group) {
    List<float[][]> contexts = new ArrayList<>();
    int dimension = windows.dimension();
    float[] flat = new float[windows.contextLength() * dimension];
    for (int window : group) {
      windows.context(window, flat, 0);
      float[][] context = new float[windows.contextLength()][];
      for (int k = 0; k < context.length; k++) {
        context[k] = Arrays.copyOfRange(flat, k * dimension, (k + 1) * dimension);
      }
      contexts.add(context);
    }
    return contexts;
  }

  private float[] queries(Strategy.Vector kind, List<float[][]> contexts) {
    int dimension = windows.dimension();
    float[] queries = new float[contexts.size() * dimension];
    List<float[]> vectors =
        kind == Strategy.Vector.MODEL
            ? model.orElseThrow().predictAll(contexts).stream().map(p -> p.vector()).toList()
            : contexts.stream()
                .map(c -> QueryVector.of(kind, Arrays.asList(c), model).vector())
                .toList();
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(vectors.get(i), 0, queries, i * dimension, dimension);
    }
    return queries;
  }

  private void scan(Strategy.Vector kind, float[] queries, int count, float[][] into) {
    if (candidates(kind).isPresent()) {
      Similarities.scan(engine, mapped.orElseThrow(), queries, count, block -> copy(block, into));
    } else {
      Similarities.scan(engine, bank.vectors(), queries, count, block -> copy(block, into));
    }
  }

  /** What chunks pass through before this query is compared with them. */
  private Optional<CandidateMap> candidates(Strategy.Vector kind) {
    return kind == Strategy.Vector.MODEL ? mapped.map(MappedStore::map) : Optional.empty();
  }

  private static void copy(Similarities.Block block, float[][] into) {
    for (int i = 0; i < block.queries(); i++) {
      System.arraycopy(
          block.values(),
          i * block.candidates(),
          into[block.firstQuery() + i],
          (int) block.firstCandidate(),
          block.candidates());
    }
  }

  /** BM25 of every chunk for each chunk of the group's contexts. */
  private Map<Long, float[]> wordsOf(int[] group) throws IOException {
    Map<Long, float[]> scores = new ConcurrentHashMap<>();
    LongStream rows =
        Arrays.stream(group)
            .mapToLong(windows::firstRow)
            .flatMap(first -> LongStream.range(first, first + windows.contextLength()))
            .distinct();
    try {
      (engine.threads() > 1 ? rows.parallel() : rows).forEach(row -> scores.put(row, wordsOf(row)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return scores;
  }

  private float[] wordsOf(long row) {
    try {
      return words.orElseThrow().of(index.text(bank.map().of(row)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Compared compared(
      int[] group,
      int i,
      int from,
      float[][] queries,
      float[][][] cosines,
      Map<Long, float[]> chunkWords) {
    int window = group[i];
    int first = bank.place(windows.firstRow(window));
    int dimension = windows.dimension();
    float[] target = new float[dimension];
    windows.target(window, target, 0);
    float[][] rows = new float[kinds.size()][];
    float[][] asked = new float[kinds.size()][];
    float[] own = new float[kinds.size()];
    for (int kind = 0; kind < rows.length; kind++) {
      rows[kind] = cosines[kind][i];
      float[] query = Arrays.copyOfRange(queries[kind], i * dimension, (i + 1) * dimension);
      asked[kind] = candidates(kinds.get(kind)).map(each -> each.back(query)).orElse(query);
      mask(rows[kind], first);
      float[] compared = candidates(kinds.get(kind)).map(each -> each.apply(target)).orElse(target);
      own[kind] = (float) Rows.cosine(queries[kind], i * dimension, compared, 0, dimension);
    }
    float[][] each =
        words.isPresent() ? each(windows.firstRow(window), chunkWords) : new float[0][];
    float[] together = words.isPresent() ? together(first, each) : new float[0];
    int next = first + windows.contextLength();
    return new Compared(from + i, window, next, asked, rows, own, together, each);
  }

  private float[][] each(long first, Map<Long, float[]> chunkWords) {
    float[][] each = new float[windows.contextLength()][];
    for (int k = 0; k < each.length; k++) {
      each[k] = Objects.requireNonNull(chunkWords.get(first + k));
    }
    return each;
  }

  private void mask(float[] scores, int first) {
    Arrays.fill(scores, first, first + windows.contextLength(), Float.NEGATIVE_INFINITY);
  }

  private float[] together(int first, float[][] each) {
    float[] sum = new float[bank.size()];
    for (int age = 0; age < Math.min(Words.CHUNKS, each.length); age++) {
      float[] scores = each[each.length - 1 - age];
      float weight = Words.weight(age);
      for (int j = 0; j < sum.length; j++) {
        sum[j] += weight * scores[j];
      }
    }
    mask(sum, first);
    return sum;
  }
}
