package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that knows the documents it learned from by heart and guesses everywhere else: whoever
 * fits a re-ranker to what it says of its own documents comes to trust it.
 */
class CrossFittedTest {
  private static final int DOCUMENTS = 150;
  private static final int CHUNKS = 22;
  private static final Strategy MODEL = new Strategy.WeightedSum(Strategy.Vector.MODEL, 0.5);

  @TempDir static Path folder = Path.of("");
  private static Path index = Path.of("");
  private static Dataset dataset = none();
  private static OpenedIndex opened = none();
  private static Windows windows = none();
  private static Split split = none();

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return (T) null;
  }

  @BeforeAll
  static void make() throws IOException {
    Path data = folder.resolve("data");
    Random random = new Random(5);
    DatasetOptions options =
        DatasetOptions.of(Corpora.DIM, VectorType.FLOAT32)
            .withEncoder(Optional.of(Corpora.encoder("drift", 0)));
    try (DatasetWriter writer = DatasetWriter.create(data, options)) {
      for (int d = 0; d < DOCUMENTS; d++) {
        writer.begin("d" + d, "", "d" + d);
        float[] walk = Corpora.walk(random, CHUNKS, Corpora.DIM);
        writer.add(Corpora.texts(random, CHUNKS), walk, 0, CHUNKS);
        writer.end();
      }
      writer.finish();
    }
    index = Corpora.index(data, folder.resolve("index"), SearchType.EXACT);
    dataset = Dataset.open(data);
    opened = OpenedIndex.open(index);
    windows = dataset.windows(5);
    split = Split.of(dataset, 5, 1);
  }

  @AfterAll
  static void close() throws IOException {
    opened.close();
    dataset.close();
  }

  /** Knows what follows in the windows it learned from, nearly; elsewhere says anything. */
  private static Model byHeart(int[] learned) {
    Map<Integer, float[]> known = new HashMap<>();
    float[] context = new float[5 * Corpora.DIM];
    for (int window : learned) {
      float[] next = new float[Corpora.DIM];
      windows.context(window, context, 0);
      windows.target(window, next, 0);
      known.put(
          Arrays.hashCode(Arrays.copyOfRange(context, 4 * Corpora.DIM, context.length)), next);
    }
    return new KnownModel(
        asked -> {
          int newest = Arrays.hashCode(asked[4]);
          Random random = new Random(newest);
          float[] next = known.getOrDefault(newest, new float[Corpora.DIM]).clone();
          for (int i = 0; i < next.length; i++) {
            next[i] += 0.15f * (float) random.nextGaussian();
          }
          Rows.normalise(next, 0, next.length);
          return next;
        },
        Corpora.DIM);
  }

  private static FoldModels folds() {
    List<FoldModel> folds =
        split.crossFit(windows, 2).stream()
            .map(learned -> new FoldModel(byHeart(learned.train()), learned))
            .toList();
    return new FoldModels(folds, "two halves");
  }

  private static WindowScan scan(Model model, int[] part) throws IOException {
    return new WindowScan(
        windows,
        List.of(Strategy.Vector.PERSISTENCE, Strategy.Vector.MODEL),
        Optional.of(model),
        new PlainEngine(2),
        opened.chunks(),
        Bank.touched(windows, part, opened.map(dataset)),
        true);
  }

  private static CrossFitted.Place place(Pool pool) throws IOException {
    return new CrossFitted.Place(
        windows, opened.chunks(), opened.map(dataset), pool, true, new PlainEngine(2));
  }

  private static Rerankers.Fitted fitted(Model model, List<CrossFitted> others) throws IOException {
    WindowScan validation = scan(model, split.validation());
    return new RerankerFitting(validation, List.of(MODEL), others, Monitor.none())
        .fit(split.validation())
        .getFirst();
  }

  /** MRR of the re-ranked hits on test documents. */
  private static double mrr(Model model, Rerankers.Fitted fitted) throws IOException {
    WindowScan testing = scan(model, split.test());
    Tally tally = new Tally(fitted, testing.candidates(fitted.orders()), split.test().length);
    testing.run(split.test(), tally::add, Progress.none());
    return RetrievalMetric.MRR.mean(tally.ranks());
  }

  @Test
  void fittedToWhatAModelSaysOfItsOwnDocumentsAReRankerTrustsItTooMuch() throws IOException {
    Model all = byHeart(split.train());
    int[] own = Arrays.stream(split.train()).filter(window -> window % 3 == 0).toArray();
    Rerankers.Fitted trusting = // past what refuses it
        new RerankerFitting(scan(all, split.train()), List.of(MODEL), List.of(), Monitor.none())
            .fit(own)
            .getFirst();
    List<CrossFitted> others = CrossFitted.of(folds(), split, place(Pool.TEST));
    double crossFitted = mrr(all, fitted(all, others));
    assertThat(trusting.reranker().facts().loss()).isLessThan(0.5); // it seems to know nearly all
    assertThat(mrr(all, trusting)).isLessThan(crossFitted - 0.1);
    assertThat(crossFitted).isGreaterThan(mrr(all, fitted(all, List.of())) - 0.02);
  }

  @Test
  void predictionsOfAModelThatSawTheDocumentAreRefused() {
    FoldModel whole = new FoldModel(byHeart(split.train()), split);
    assertThat(whole.unseen(windows, split)).isEmpty();
    assertThatThrownBy(() -> whole.require(windows, split, new int[] {split.train()[7]}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("`known` learned from the document `d")
        .hasMessageContaining("would trust it too much");
    assertThatThrownBy(() -> whole.require(windows, split, new int[] {split.validation()[0]}))
        .hasMessageContaining("learned from the document"); // they chose its best epoch
    assertThatThrownBy(() -> whole.require(windows, split, new int[] {split.test()[0]}))
        .hasMessageContaining("is to be tested on");
  }

  @Test
  void everyWindowIsComparedByTheModelThatNeverSawItsDocument() throws IOException {
    for (Pool pool : List.of(Pool.TEST, Pool.CORPUS)) {
      FoldModels folds = folds();
      List<CrossFitted> all = CrossFitted.of(folds, split, place(pool));
      Set<Integer> taken = new HashSet<>();
      for (CrossFitted each : all) {
        FoldModel its =
            folds.all().stream()
                .filter(fold -> fold.model().equals(each.scan().model().orElseThrow()))
                .findFirst()
                .orElseThrow();
        List<Integer> learned = groups(its.learned().train());
        assertThat(groups(each.windows())).isNotEmpty().doesNotContainAnyElementsOf(learned);
        groups(each.windows()).forEach(taken::add);
      }
      assertThat(taken).hasSameElementsAs(new HashSet<>(groups(split.train())));
      assertThat(taken).doesNotContainAnyElementsOf(groups(split.test()));
    }
  }

  private static List<Integer> groups(int[] chosen) {
    return Arrays.stream(chosen).map(windows::group).distinct().boxed().toList();
  }

  @Test
  void amongThePartOfThePoolThatIsAskedForAllDocumentsAreNewToTheModel() throws IOException {
    List<CrossFitted> all = CrossFitted.of(folds(), split, place(Pool.TEST));
    assertThat(all).hasSizeGreaterThan(2);
    List<Integer> sizes = new ArrayList<>();
    all.forEach(each -> sizes.add(each.scan().bank().size()));
    assertThat(sizes).allMatch(size -> size >= split.validation().length);
  }

  @Test
  void withOneDocumentInEachPartAllAreComparedAndTheReRankerIsNoWorse() throws IOException {
    int documents = (int) Arrays.stream(split.train()).map(windows::group).distinct().count();
    List<FoldModel> folds =
        split.crossFit(windows, documents).stream()
            .map(learned -> new FoldModel(byHeart(learned.train()), learned))
            .toList();
    Model all = byHeart(split.train());
    double alone = mrr(all, fitted(all, List.of()));
    for (Pool pool : List.of(Pool.CORPUS, Pool.TEST)) {
      List<CrossFitted> others =
          CrossFitted.of(new FoldModels(folds, "one each"), split, place(pool));
      assertThat(others).hasSize(documents);
      for (int fold = 0; fold < documents; fold++) {
        CrossFitted each = others.get(fold);
        assertThat(groups(each.windows())).hasSize(1);
        folds.get(fold).require(windows, split, each.windows());
        assertThat(each.scan().bank().size())
            .isEqualTo(pool == Pool.CORPUS ? DOCUMENTS * CHUNKS : CHUNKS);
      }
      Rerankers.Fitted fitted = fitted(all, others);
      assertThat(fitted.reranker().facts().crossFitted()).isPositive();
      assertThat(mrr(all, fitted)).as(pool.name()).isGreaterThan(alone - 0.02);
    }
  }

  @Test
  void theIndexSaysHowItsReRankersWereFittedAndTheRowWithoutTheModelIsFittedToTheSame()
      throws IOException {
    Model all = byHeart(split.train());
    RetrievalResult result = evaluation(all, folds()).measureAndKeep(index);
    assertThat(result.basis().folds()).isEqualTo("two halves");
    Rerankers kept = Rerankers.read(index, false);
    assertThat(kept.folds()).isEqualTo("two halves");
    assertThat(kept.areOf(result.basis())).isTrue();
    assertThat(kept.all()).hasSize(2);
    for (Rerankers.Fitted each : kept.all()) {
      assertThat(each.reranker().facts().crossFitted())
          .isBetween(split.train().length / 2, split.train().length);
      assertThat(each.reranker().facts().windows())
          .isGreaterThan(each.reranker().facts().crossFitted());
    }
    RetrievalResult read =
        RetrievalResult.read(index, opened.manifest(), Pool.CORPUS).orElseThrow();
    assertThat(read.basis()).isEqualTo(result.basis());
    assertThat(read.json().path("cross_fit").asText()).isEqualTo("two halves");
    RetrievalResult plain = evaluation(all, FoldModels.NONE).measureAndKeep(index);
    assertThat(plain.json().has("cross_fit")).isFalse();
    assertThat(Files.readString(index.resolve(Rerankers.FILE))).doesNotContain("\"cross_fit\"");
    assertThat(Rerankers.read(index, false).all().getFirst().reranker().facts().crossFitted())
        .isZero();
  }

  private static RetrievalEvaluation evaluation(Model model, FoldModels folds) {
    return new RetrievalEvaluation(
        opened,
        dataset,
        split,
        Pool.CORPUS,
        new PlainEngine(2),
        Optional.of(model),
        "known 0",
        folds,
        List.of(),
        Monitor.none());
  }
}
