package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Document;
import dev.nextvec.internal.rerank.Candidates;
import dev.nextvec.internal.rerank.Collected;
import dev.nextvec.internal.rerank.Reranker;
import dev.nextvec.internal.retrieval.ChunkSearch.Query;
import dev.nextvec.internal.retrieval.ChunkSearch.Scored;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Where the time of a search by {@code persistence+0.2*bm25:reranked} goes, in an index with texts:
 * each stage alone, one after another for each of some contexts, then all of it. A re-ranker is
 * fitted first, to other contexts, so the index need not have been evaluated.
 *
 * <pre>RetrieveSpeed INDEX [CONTEXT] [CONTEXTS] [ROUNDS]</pre>
 *
 * Contexts of so many chunks are drawn from the whole corpus; as many rounds as are counted come
 * before, and are not.
 */
public final class RetrieveSpeed {
  private static final Strategy ORDERS = new Strategy.WeightedSum(Strategy.Vector.PERSISTENCE, 0.2);
  private static final Strategy.Reranked RERANKED =
      new Strategy.Reranked(Strategy.Vector.PERSISTENCE, true);
  private static final int FITTED = 200;
  private static final int SAMPLE = 256;
  private static final int HITS = 10;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final OpenedIndex index;
  private final Reranker reranker;
  private final List<Case> cases;
  private final Map<Stage, List<Long>> times = new EnumMap<>(Stage.class);

  /** What is timed. */
  private enum Stage {
    COSINES("cosines of all chunks"),
    BM25("BM25 of all chunks, two texts"),
    SUM("their sum and its first 50"),
    FIRST("the first 50 hits, all of it"),
    WORDS("BM25 of the 50 for each chunk of the context"),
    VECTORS("reading the vectors of the 50"),
    SCORES("features and network"),
    NETWORK("of that the network"),
    RERANKING("re-ranking, all of it"),
    SEARCH("search for ten hits, all of it");

    private final String label;

    Stage(String label) {
      this.label = label;
    }
  }

  /** A context, and what is asked by it. */
  private record Case(Context context, Query asked, int next) {}

  private RetrieveSpeed(OpenedIndex index, int length, int count) throws IOException {
    List<Case> all = cases(index, length, FITTED + count);
    this.reranker = fitted(index, length, all.subList(0, FITTED));
    Rerankers.Fitted own = new Rerankers.Fitted(RERANKED, ORDERS, reranker, new float[0]);
    this.index = index.with(new Rerankers(index.manifest().sha256(), "", "", "", List.of(own)));
    this.cases = all.subList(FITTED, all.size());
  }

  /** Prints processor time of one thread, ms. */
  public static void main(String[] args) throws IOException {
    int length = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int count = args.length > 2 ? Integer.parseInt(args[2]) : 60;
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
    try (OpenedIndex opened = OpenedIndex.open(Path.of(args[0]))) {
      RetrieveSpeed speed = new RetrieveSpeed(opened, length, count);
      for (int round = 0; round < 2 * rounds; round++) {
        if (round == rounds) {
          speed.times.clear();
        }
        speed.round();
      }
      System.out.printf("%,d chunks, %d contexts of %d%n", opened.chunks().rows(), count, length);
      speed.print();
    }
  }

  private static List<Case> cases(OpenedIndex index, int length, int count) throws IOException {
    List<Document> enough = index.documents().stream().filter(d -> d.count() > length).toList();
    Random random = new Random(1);
    List<Case> cases = new ArrayList<>();
    while (cases.size() < count) {
      Document document = enough.get(random.nextInt(enough.size()));
      long at = length + random.nextLong(document.count() - length);
      int next = (int) (document.first() + at);
      BitSet accepted = new BitSet();
      accepted.set(0, (int) index.chunks().rows());
      accepted.clear(next - length, next);
      Context context = index.at(new Context.Place(document.id(), at), length);
      QueryVector query =
          QueryVector.of(Strategy.Vector.PERSISTENCE, context.vectors(), Optional.empty());
      Query asked = new Query(Optional.of(query), context.texts(), Optional.of(accepted));
      cases.add(new Case(context, asked, next));
    }
    return cases;
  }

  /** Each context counts as a document of its own. */
  private static Reranker fitted(OpenedIndex index, int length, List<Case> cases)
      throws IOException {
    ChunkIndex chunks = index.chunks();
    List<float[]> sample =
        IntStream.range(0, SAMPLE).mapToObj(i -> chunks.read(i * chunks.rows() / SAMPLE)).toList();
    Collected collected = new Collected(length, sample, false, true, cases.size(), 0);
    for (int i = 0; i < cases.size(); i++) {
      Case each = cases.get(i);
      List<Scored> hits = first(index, each);
      int[] rows = rows(hits);
      int answer =
          IntStream.range(0, rows.length).filter(k -> rows[k] == each.next).findFirst().orElse(-1);
      collected.put(i, candidates(chunks, each, hits), answer, i);
    }
    return collected.fit(false);
  }

  private static List<Scored> first(OpenedIndex index, Case each) throws IOException {
    return new ChunkSearch(index.chunks(), false).best(ORDERS, each.asked, Reranker.CANDIDATES);
  }

  private static int[] rows(List<Scored> hits) {
    return hits.stream().mapToInt(Scored::row).toArray();
  }

  private static Candidates candidates(ChunkIndex chunks, Case each, List<Scored> hits)
      throws IOException {
    int[] rows = rows(hits);
    float[] scores = new float[rows.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = hits.get(i).score();
    }
    return new Candidates(
        each.context.vectors(),
        Optional.empty(),
        new float[0],
        Arrays.stream(rows).mapToObj(chunks::read).toList(),
        scores,
        chunks.words(each.context.texts(), rows),
        chunks.lengths(rows));
  }

  /** Something that is timed. */
  @FunctionalInterface
  private interface Timed<T> {
    T run() throws IOException;
  }

  private <T> T timed(Stage stage, Timed<T> work) throws IOException {
    long began = THREADS.getCurrentThreadCpuTime();
    T result = work.run();
    long time = THREADS.getCurrentThreadCpuTime() - began;
    times.computeIfAbsent(stage, any -> new ArrayList<>()).add(time);
    return result;
  }

  /** What comes after all chunks were compared finds other things in the processor's caches. */
  private void round() throws IOException {
    ChunkIndex chunks = index.chunks();
    for (Case each : cases) {
      List<Scored> hits = timed(Stage.FIRST, () -> first(index, each));
      int[] rows = rows(hits);
      timed(Stage.WORDS, () -> chunks.words(each.context.texts(), rows));
      timed(Stage.VECTORS, () -> Arrays.stream(rows).mapToObj(chunks::read).toList());
      Candidates candidates = candidates(chunks, each, hits);
      timed(Stage.SCORES, () -> reranker.scores(candidates));
      float[] features = new float[rows.length * reranker.features().size()];
      timed(Stage.NETWORK, () -> reranker.scores(features));
      float[] cosines = timed(Stage.COSINES, () -> chunks.products(each.asked.required()));
      float[] words = timed(Stage.BM25, () -> chunks.words(each.asked.chunks()));
      timed(
          Stage.SUM,
          () -> TopRows.of(new Fusion(cosines, words).scores(ORDERS), Reranker.CANDIDATES));
      Reranking reranking =
          new Reranking(
              chunks, reranker, each.context.vectors(), Optional.empty(), each.context.texts());
      timed(Stage.RERANKING, () -> reranking.of(hits));
      timed(
          Stage.SEARCH,
          () -> index.search(RERANKED, Optional.empty(), each.context, Search.of(HITS)));
    }
  }

  private void print() {
    System.out.printf("%-46s %9s %9s %9s%n", "ms", "tenth", "quarter", "median");
    times.forEach(
        (stage, all) -> {
          all.sort(null);
          System.out.printf(
              "%-46s %9.3f %9.3f %9.3f%n", stage.label, at(all, 10), at(all, 4), at(all, 2));
        });
  }

  /** The time that one of so many is below, ms. */
  private static double at(List<Long> sorted, int share) {
    return sorted.get(sorted.size() / share) / 1e6;
  }
}
