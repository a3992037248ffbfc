package dev.nextvec.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.retrieval.Corpora;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.retrieval.Context.Place;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetrieverTest {
  private static final List<String> NAMES =
      List.of(
          "persistence",
          "average",
          "bm25",
          "persistence+0.6*bm25",
          "average+2*bm25",
          "persistence&bm25",
          "average&bm25");

  @TempDir static Path folder = Path.of("");
  private static Path data = Path.of("");

  @BeforeAll
  static void index() throws IOException {
    data = Corpora.drifting(folder.resolve("data"), 20, 12, 1);
    for (SearchType type : SearchType.values()) {
      Corpora.index(data, folder.resolve(type.key()), type);
    }
  }

  /** Every strategy, on every type of index. */
  static Stream<List<String>> cases() {
    return NAMES.stream().flatMap(name -> Stream.of(List.of(name, "exact"), List.of(name, "hnsw")));
  }

  private static Retriever open(List<String> which) throws IOException {
    return Retriever.open(folder.resolve(which.get(1))).withStrategy(Strategy.parse(which.get(0)));
  }

  private static Search all() {
    return Search.of(1000);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hitsComeBestFirstEachOnceAndWithoutTheContext(List<String> which) throws IOException {
    try (Retriever retriever = open(which)) {
      List<Hit> hits = retriever.search(retriever.at(new Place("d3", 7)), all());
      assertThat(hits).isNotEmpty();
      assertThat(hits).isSortedAccordingTo(Comparator.comparingDouble(Hit::score).reversed());
      assertThat(hits.stream().map(Hit::rank)).containsExactlyElementsOf(ranks(hits.size()));
      assertThat(hits.stream().map(RetrieverTest::place)).doesNotHaveDuplicates();
      assertThat(hits.stream().map(RetrieverTest::place))
          .doesNotContain("d3 2", "d3 3", "d3 4", "d3 5", "d3 6")
          .contains("d3 7");
    }
  }

  private static List<Integer> ranks(int count) {
    return IntStream.rangeClosed(1, count).boxed().toList();
  }

  private static String place(Hit hit) {
    return hit.document() + " " + hit.position();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scopesAndFiltersHold(List<String> which) throws IOException {
    try (Retriever retriever = open(which)) {
      Context context = retriever.at(new Place("d3", 7));
      assertThat(retriever.search(context, in(Search.Scope.SAME_DOCUMENT, Map.of())))
          .isNotEmpty()
          .allMatch(hit -> hit.document().equals("d3"));
      assertThat(retriever.search(context, in(Search.Scope.OTHER_DOCUMENTS, Map.of())))
          .isNotEmpty()
          .noneMatch(hit -> hit.document().equals("d3"));
      assertThat(retriever.search(context, in(Search.Scope.ANY, Map.of("title", "Title 1"))))
          .isNotEmpty()
          .allMatch(hit -> hit.title().equals("Title 1"));
      assertThatThrownBy(
              () ->
                  retriever.search(
                      context, in(Search.Scope.ANY, Map.of("title", "Title 0", "document", "d4"))))
          .hasMessageContaining("no document fits all");
      assertThatThrownBy(
              () -> retriever.search(context, in(Search.Scope.ANY, Map.of("title", "Title 9"))))
          .hasMessageContaining("no document has the value `Title 9` of `title`")
          .hasMessageContaining("there are Title 0, Title 1, Title 2");
      assertThatThrownBy(
              () -> retriever.search(context, in(Search.Scope.ANY, Map.of("document", "none"))))
          .hasMessageContaining("d0, d1, d10,")
          .hasMessageContaining("and 10 more");
      assertThatThrownBy(
              () -> retriever.search(context, in(Search.Scope.ANY, Map.of("colour", "red"))))
          .hasMessageContaining("colour")
          .hasMessageContaining("document, group, title");
    }
  }

  private static Search in(Search.Scope scope, Map<String, String> filters) {
    return new Search(1000, false, scope, filters, OptionalDouble.empty());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void manyThreadsFindWhatOneFinds(List<String> which) throws Exception {
    try (Retriever retriever = open(which);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<List<Hit>> expected = new ArrayList<>();
      for (int at = 5; at < 12; at++) {
        expected.add(retriever.search(retriever.at(new Place("d1", at)), Search.of(10)));
      }
      List<Future<List<Hit>>> found = new ArrayList<>();
      for (int i = 0; i < 70; i++) {
        int at = 5 + i % 7;
        found.add(
            threads.submit(
                () -> retriever.search(retriever.at(new Place("d1", at)), Search.of(10))));
      }
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).get()).isEqualTo(expected.get(i % 7));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aContextOfOneChunkIsEnough(List<String> which) throws IOException {
    try (Retriever retriever = open(which)) {
      assertThat(retriever.search(retriever.at(new Place("d0", 1)), Search.of(3))).hasSize(3);
    }
  }

  @Test
  void exactSearchIsAPlainLoop() throws IOException {
    try (Retriever retriever = open(List.of("persistence", "exact"));
        Dataset dataset = Dataset.open(data)) {
      List<Hit> hits = retriever.search(retriever.at(new Place("d3", 7)), all());
      Document document = dataset.documents().get(3);
      float[] query = dataset.vectors().read(document.first() + 6);
      List<Double> cosines =
          IntStream.range(0, (int) dataset.count())
              .filter(row -> row < document.first() + 2 || row > document.first() + 6)
              .mapToObj(row -> Rows.cosine(query, dataset.vectors().read(row)))
              .sorted(Comparator.reverseOrder())
              .toList();
      assertThat(hits).hasSize(cosines.size());
      for (int i = 0; i < hits.size(); i++) {
        assertThat(hits.get(i).score()).isCloseTo(cosines.get(i), within(1e-6));
        assertThat(hits.get(i).cosine().orElseThrow()).isCloseTo(cosines.get(i), within(1e-6));
      }
    }
  }

  @Test
  void theContextIsFoundWhereThatIsWanted() throws IOException {
    try (Retriever retriever = open(List.of("persistence", "exact"))) {
      Search keep = new Search(1, true, Search.Scope.ANY, Map.of(), OptionalDouble.empty());
      Hit hit = retriever.search(retriever.at(new Place("d3", 7)), keep).getFirst();
      assertThat(place(hit)).isEqualTo("d3 6");
      assertThat(hit.score()).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void copiesOfTheContextAreLeftOutWhereNothingTellsItsPlace() throws IOException {
    try (Retriever retriever = open(List.of("persistence", "exact"))) {
      Context known = retriever.at(new Place("d3", 7));
      Context unknown = Context.ofVectors(known.vectors(), Optional.empty());
      assertThat(places(retriever.search(unknown, Search.of(30))))
          .isEqualTo(places(retriever.search(known, Search.of(30))))
          .doesNotContain("d3 6");
    }
  }

  /** As one encoder gives it in another precision: of cosine .99995. */
  private static float[] nearly(float[] vector) {
    float[] moved = vector.clone();
    for (int i = 0; i < vector.length; i += 2) {
      moved[i] += 0.01f * vector[i + 1];
      moved[i + 1] -= 0.01f * vector[i];
    }
    return moved;
  }

  @Test
  void theyAreSoWhereTheirVectorsAreOfAnotherPrecision() throws IOException {
    EncoderFingerprint exact = Corpora.encoder("drift", 0);
    EncoderFingerprint narrow =
        new EncoderFingerprint("drift", "", EncoderPrecision.BFLOAT16, exact.probes());
    try (Retriever retriever = open(List.of("persistence", "exact"))) {
      Context known = retriever.at(new Place("d3", 7));
      List<float[]> moved = known.vectors().stream().map(RetrieverTest::nearly).toList();
      List<String> found =
          places(retriever.search(Context.ofVectors(moved, Optional.of(narrow)), all()));
      assertThat(found).doesNotContain("d3 2", "d3 3", "d3 4", "d3 5", "d3 6").contains("d3 7");
      assertThat(places(retriever.search(Context.ofVectors(moved, Optional.of(exact)), all())))
          .as("what is as far in one precision is another chunk")
          .contains("d3 2", "d3 6", "d3 7");
    }
  }

  private static List<String> places(List<Hit> hits) {
    return hits.stream().map(RetrieverTest::place).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+ - && || ! ( ) { } [ ] ^ \" ~ * ? : \\ /",
        "text:word1 AND (NOT word2~5",
        "\"unclosed phrase",
        "\u0000\u0001\uffff",
        "日本語のテキスト、ไทย और हिन्दी العربية",
        "",
        "   ",
        "a"
      })
  void noTextFailsAsAQuery(String hostile) throws IOException {
    for (String strategy : NAMES) {
      try (Retriever retriever = open(List.of(strategy, "exact"))) {
        Context place = retriever.at(new Place("d3", 7));
        List<String> texts = List.of(hostile, hostile);
        Context context =
            new Context(place.vectors().subList(0, 2), texts, Optional.empty(), Optional.empty());
        assertThat(retriever.search(context, Search.of(5))).hasSizeLessThanOrEqualTo(5);
      }
    }
  }

  @Test
  void aMegabyteOfTextIsAQuery() throws IOException {
    String strange =
        IntStream.range(0, 150_000).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    try (Retriever retriever = open(List.of("bm25", "exact"))) {
      String text = strange + " " + retriever.at(new Place("d3", 7)).texts().getLast();
      assertThat(retriever.next(List.of(text), 5)).isNotEmpty();
      assertThat(retriever.next(List.of("x".repeat(1_000_000)), 5)).isEmpty();
    }
  }

  @Test
  void anotherEncoderIsRefusedInOneLine() throws IOException {
    try (Retriever retriever = open(List.of("persistence", "exact"))) {
      Context context = retriever.at(new Place("d3", 7));
      Context other =
          Context.ofVectors(context.vectors(), Optional.of(Corpora.encoder("other", 9)));
      assertThatThrownBy(() -> retriever.search(other, Search.of(5)))
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .contains("`other`", "`drift`", "cosine")
          .doesNotContain("\n");
      assertThatThrownBy(
              () -> retriever.withEncoder(Corpora.encoder("other", 9), t -> new float[0][]))
          .hasMessageContaining("`other`");
    }
  }

  @Test
  void vectorsThatCannotBeAreRefused() throws IOException {
    try (Retriever retriever = open(List.of("persistence", "exact"))) {
      float[] bad = new float[Corpora.DIM];
      bad[3] = Float.NaN;
      assertThatThrownBy(
              () ->
                  retriever.search(Context.ofVectors(List.of(bad), Optional.empty()), Search.of(5)))
          .hasMessageContaining("NaN");
      assertThatThrownBy(
              () ->
                  retriever.search(
                      Context.ofVectors(List.of(new float[5]), Optional.empty()), Search.of(5)))
          .hasMessageContaining("5 numbers")
          .hasMessageContaining("16");
      assertThatThrownBy(
              () ->
                  retriever.search(
                      Context.ofVectors(List.of(new float[Corpora.DIM]), Optional.empty()),
                      Search.of(5)))
          .hasMessage("vector 0 of the context is all zeros");
    }
  }

  @Test
  void textAloneNeedsAnEncoderUnlessWordsAreSearched() throws IOException {
    try (Retriever retriever = open(List.of("persistence", "exact"))) {
      assertThatThrownBy(() -> retriever.next(List.of("word7"), 5))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("encoder");
      float[] vector = new float[Corpora.DIM];
      vector[0] = 1;
      List<Hit> hits =
          retriever
              .withEncoder(
                  Corpora.encoder("drift", 0),
                  texts -> texts.stream().map(any -> vector).toArray(float[][]::new))
              .next(List.of("word7", "word8"), 5);
      assertThat(hits).hasSize(5);
    }
  }

  @Test
  void withoutAMeasurementPersistenceIsUsed() throws IOException {
    try (Retriever retriever = Retriever.open(folder.resolve("exact"))) {
      assertThat(retriever.strategy()).isEqualTo(Strategy.Vector.PERSISTENCE);
    }
  }

  @Test
  void diversityPrefersHitsUnlikeThoseAbove() throws IOException {
    try (Retriever retriever = open(List.of("persistence", "exact"))) {
      Context context = retriever.at(new Place("d3", 7));
      List<Hit> plain = retriever.search(context, Search.of(10));
      Search diverse = new Search(10, false, Search.Scope.ANY, Map.of(), OptionalDouble.of(0.3));
      List<Hit> spread = retriever.search(context, diverse);
      Search score = new Search(10, false, Search.Scope.ANY, Map.of(), OptionalDouble.of(1));
      assertThat(spread.getFirst()).isEqualTo(plain.getFirst());
      assertThat(likeness(retriever, spread)).isLessThan(likeness(retriever, plain));
      assertThat(retriever.search(context, score)).isEqualTo(plain);
    }
  }

  private static double likeness(Retriever retriever, List<Hit> hits) throws IOException {
    double sum = 0;
    for (Hit a : hits) {
      for (Hit b : hits) {
        sum += Rows.cosine(vector(retriever, a), vector(retriever, b));
      }
    }
    return sum;
  }

  private static float[] vector(Retriever retriever, Hit hit) throws IOException {
    return retriever.at(new Place(hit.document(), hit.position() + 1)).vectors().getLast();
  }

  @Test
  void aDocumentOrChunkThatIsNotThereIsRefused() throws IOException {
    try (Retriever retriever = open(List.of("persistence", "exact"))) {
      assertThatThrownBy(() -> retriever.at(new Place("none", 3))).hasMessageContaining("`none`");
      assertThatThrownBy(() -> retriever.at(new Place("d1", 13)))
          .hasMessageContaining("12 chunks")
          .hasMessageContaining("13");
    }
  }

  @Test
  void everyNameOfAStrategyReadsBackAndOthersAreRefused() {
    NAMES.forEach(name -> assertThat(Strategy.parse(name).label()).isEqualTo(name));
    for (String none : Set.of("", "best", "bm25+bm25", "persistence+x*bm25", "model+9999*bm25")) {
      assertThatThrownBy(() -> Strategy.parse(none)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFieldOfTheDocumentsIsAFilter() throws IOException {
    Path fields = Corpora.drifting(folder.resolve("fields"), 4, 8, 2);
    Path lines = fields.resolve("documents.jsonl");
    String text =
        Files.readString(lines).replaceFirst("\"title\"", "\"language\":\"de\",\"title\"");
    Files.writeString(lines, text);
    Files.delete(fields.resolve("dataset.json"));
    Path index = Corpora.index(fields, folder.resolve("fields.index"), SearchType.EXACT);
    try (Retriever retriever = Retriever.open(index)) {
      List<Hit> hits =
          retriever.search(
              retriever.at(new Place("d2", 5)), in(Search.Scope.ANY, Map.of("language", "de")));
      assertThat(hits).hasSize(8).allMatch(hit -> hit.document().equals("d0"));
    }
  }
}
