package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.retrieval.Rerankers;
import dev.nextvec.internal.retrieval.RetrievalResult;
import dev.nextvec.internal.retrieval.StrategyDifference;
import dev.nextvec.internal.retrieval.StrategyRow;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.serve.ServeSettings.Source;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index beside a model that predicts in fewer bits than the one it was made for. */
final class NarrowServedTest {
  private static final Strategy RERANKED = Strategy.parse("model:reranked");
  private static final String MODEL = "amn 1234";
  private static final String SPLIT = "a split";

  @TempDir Path folder;

  /** Predicts almost what another does, as after rounding. */
  private record Rounded(Model exact) implements Model {
    @Override
    public String name() {
      return exact.name();
    }

    @Override
    public int contextLength() {
      return exact.contextLength();
    }

    @Override
    public int dimension() {
      return exact.dimension();
    }

    @Override
    public List<Prediction> predictAll(List<float[][]> contexts) {
      List<Prediction> all = exact.predictAll(contexts);
      all.forEach(each -> each.vector()[0] += 0.05f);
      return all;
    }

    @Override
    public Optional<EncoderFingerprint> encoder() {
      return exact.encoder();
    }

    @Override
    public void close() {}
  }

  private static ServedModel narrow(ServedModel exact) {
    return new ServedModel(
        "narrow",
        new Rounded(exact.model()),
        exact.hash(),
        exact.attention(),
        PredictionPrecision.BFLOAT16);
  }

  private static String hash(Path index) throws IOException {
    return new Sha256().add(IndexManifest.read(index).json().toString()).hex();
  }

  private static StrategyRow row(Strategy strategy, double figure, Optional<Estimate> behind) {
    Map<RetrievalMetric, Estimate> figures = new EnumMap<>(RetrievalMetric.class);
    StrategyRow.METRICS.forEach(metric -> figures.put(metric, estimate(figure)));
    return new StrategyRow(
        strategy, figures, behind, new CorpusSearch.Latency(1, 1, 1, Optional.empty()));
  }

  private static Estimate estimate(double value) {
    Interval near = new Interval(value - 0.01, value + 0.01, 0.95);
    return new Estimate(value, Optional.of(near), 0.001, 10, 50);
  }

  /** As if the strategy that is re-ranked by predictions had been measured to be the best. */
  private static void measured(Path index) throws IOException {
    Strategy persistence = Strategy.Vector.PERSISTENCE;
    StrategyDifference better =
        new StrategyDifference(
            RERANKED.label(),
            persistence.label(),
            RetrievalMetric.MRR.key(),
            estimate(0.4),
            0.001,
            Verdict.BETTER,
            estimate(0.4).interval());
    RetrievalResult result =
        new RetrievalResult(
            new RetrievalResult.Basis(hash(index), SPLIT, Pool.CORPUS, MODEL, "", 50, 10, 80),
            List.of(
                row(persistence, 0.4, Optional.of(estimate(-0.4))),
                row(RERANKED, 0.8, Optional.empty())),
            List.of(better),
            List.of(),
            List.of(),
            List.of());
    write(index.resolve("evaluation.json"), result.json());
  }

  private static void write(Path file, ObjectNode json) throws IOException {
    Seal.put(json);
    Files.writeString(file, json.toString());
  }

  /** A network that scores all alike, fitted to what a model predicts of the index. */
  private static void fitted(Path index, Model model) throws IOException {
    ObjectNode json = Json.node().put("format", "nextvec-reranker-2");
    json.put("index_sha256", hash(index)).put("split_sha256", SPLIT).put("model", MODEL);
    ObjectNode one = json.putArray("rerankers").addObject();
    one.put("strategy", RERANKED.label()).put("orders", "model");
    ObjectNode network = one.putObject("network").put("context_length", Fixtures.N);
    network.putArray("parts").add(Fixtures.DIM);
    network.put("predicted", true).put("words", false);
    List<String> features = new ArrayList<>();
    for (int age = 1; age <= Fixtures.N; age++) {
      features.add("cosine to context chunk -" + age);
    }
    features.add("cosine to the prediction");
    Stream.of(1, 2, 5, 10, 49)
        .map(count -> "cosine to the nearest " + count + " of the candidates")
        .forEach(features::add);
    features.add("score of the search");
    ArrayNode names = network.putArray("features");
    features.forEach(names::add);
    features.forEach(name -> names.add(name + ", among the candidates"));
    network.putObject("fitted").put("windows", 100).put("epochs", 1).put("loss", 3).put("seed", 1);
    network.put("hidden", 1);
    ArrayNode weights = network.putArray("weights");
    for (int i = 0; i < 2 * names.size() + 2; i++) {
      weights.add(0);
    }
    try (Retriever plain = Retriever.open(index)) {
      List<float[]> first = plain.at(new Context.Place("d0", Fixtures.N)).vectors();
      Json.put(one.putArray("probe"), model.predict(first.toArray(float[][]::new)).vector());
    }
    write(index.resolve(Rerankers.FILE), json);
  }

  @Test
  void anIndexThatIsReRankedByItsPredictionsIsRefusedAtOnce() throws Exception {
    Path amn = Fixtures.amn(folder);
    Path index = Fixtures.index(folder, "things", Optional.of(amn));
    ServedModel exact = ServedModel.open(Source.of(amn), 1);
    ServedModel narrow = narrow(exact);
    try {
      ServedIndex plain = ServedIndex.open(Source.of(index), List.of(narrow));
      assertThat(plain.model()).contains(narrow); // without a re-ranker nothing is lost
      plain.plain().close();
      fitted(index, exact.model());
      measured(index);
      assertThatThrownBy(() -> ServedIndex.open(Source.of(index), List.of(narrow)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the index `things` is searched by `model:reranked`, fitted to what `narrow` predicts"
                  + " in float32, and what it predicts in bfloat16 is too far from that: serve it"
                  + " in float32 (the setting `precision float32`)");
      ServedIndex both = ServedIndex.open(Source.of(index), List.of(narrow, exact));
      assertThat(both.model()).contains(exact);
      Retriever asked = both.retriever(Optional.empty());
      assertThat(asked.strategy()).isEqualTo(RERANKED);
      assertThat(asked.search(asked.at(new Context.Place("d1", 4)), Search.of(3))).hasSize(3);
      Retriever other = both.plain().withModel(narrow.model()).withStrategy(RERANKED);
      assertThatThrownBy(() -> other.search(other.at(new Context.Place("d1", 4)), Search.of(3)))
          .hasMessageContaining("or of it in another precision");
      both.plain().close();
    } finally {
      exact.model().close();
    }
  }

  @Test
  void anIndexOfNoModelTakesTheOneInFloat32OfTwo() throws Exception {
    ServedModel exact = ServedModel.open(Source.of(Fixtures.amn(folder)), 1);
    Path index = Fixtures.index(folder, "things");
    ServedIndex both = ServedIndex.open(Source.of(index), List.of(narrow(exact), exact));
    assertThat(both.model()).contains(exact);
    both.plain().close();
    exact.model().close();
  }

  @Test
  void anAnswerSaysTheModelsPrecisionWhereItIsNotFloat32() throws Exception {
    ServedModel exact = ServedModel.open(Source.of(Fixtures.amn(folder)), 1);
    ObjectNode wide = Json.node();
    exact.put(wide);
    assertThat(wide.fieldNames()).toIterable().containsExactly("model", "model_sha256");
    ObjectNode fewer = Json.node();
    narrow(exact).put(fewer);
    assertThat(fewer.path("model_sha256")).isEqualTo(wide.path("model_sha256"));
    assertThat(fewer.path("precision").asText()).isEqualTo("bfloat16");
    exact.model().close();
  }
}
