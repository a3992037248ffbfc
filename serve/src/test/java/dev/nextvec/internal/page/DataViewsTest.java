package dev.nextvec.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetImport;
import dev.nextvec.data.EncoderCheck;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.ImportOptions;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.examine.DatasetView;
import dev.nextvec.internal.examine.Doctor;
import dev.nextvec.internal.examine.Examination;
import dev.nextvec.internal.examine.Finding;
import dev.nextvec.internal.report.Html;
import dev.nextvec.progress.Progress;
import dev.nextvec.serve.RunFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The views of a dataset: its map, and what stands in it. */
class DataViewsTest {
  private static final EncoderCheck NOT_HERE =
      recorded -> new EncoderCheck.Reply(EncoderCheck.State.NOT_CHECKED, "it is not asked here");

  @TempDir static Path folder;
  private static Path data = Path.of("");
  private static DataSource source =
      new DataSource(Optional.empty(), Optional.empty(), NOT_HERE, 1);

  @BeforeAll
  static void makeData() throws IOException {
    data = RunFixtures.data(folder, 40);
    source = new DataSource(Optional.of(data), Optional.empty(), NOT_HERE, 1);
  }

  @AfterAll
  static void end() {
    source.close();
  }

  /** Repeats the newest chunk, as persistence does. */
  private static final Guesser REPEATS =
      new Guesser() {
        @Override
        public Optional<Integer> contextLength(Dataset dataset) {
          return Optional.of(3);
        }

        @Override
        public Optional<Guess> after(Optional<EncoderFingerprint> encoder, List<float[]> context) {
          return Optional.of(new Guess("repeats", context.getLast(), false));
        }
      };

  private static final Guesser NONE =
      new Guesser() {
        @Override
        public Optional<Integer> contextLength(Dataset dataset) {
          return Optional.empty();
        }

        @Override
        public Optional<Guess> after(Optional<EncoderFingerprint> encoder, List<float[]> context) {
          return Optional.empty();
        }
      };

  private static String ready(View view, String query) throws Exception {
    for (int i = 0; i < 400; i++) {
      String body = view.body(Query.parse(query));
      if (!body.contains("data-again")) {
        return body;
      }
    }
    throw new AssertionError("it did not come");
  }

  private static String map(String query) throws Exception {
    return ready(new MapView(source, REPEATS), query);
  }

  private static String data(String query) throws Exception {
    return ready(new DataView(source), query);
  }

  private static int count(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  @Test
  void everyChunkOfASmallDatasetHasItsDotAndItsText() throws Exception {
    String body = map("");
    try (Dataset dataset = Dataset.open(data)) {
      assertThat(count(body, "<circle")).isEqualTo((int) dataset.count());
      assertThat(body).contains("All %d chunks.".formatted(dataset.count()));
    }
    assertThat(body).contains("Document 3, chunk 2: part2 says word3", "of their variance");
  }

  @Test
  void ofALargeDatasetAnEvenSampleIsShownThatSaysSo() throws Exception {
    Path large = RunFixtures.data(Files.createDirectories(folder.resolve("large")), 300);
    try (DataSource other = new DataSource(Optional.of(large), Optional.empty(), NOT_HERE, 1)) {
      String body = ready(new MapView(other, NONE), "");
      assertThat(count(body, "<circle")).isEqualTo(ChunkMap.MOST_DOTS);
      assertThat(body).contains("An even sample: 1,200 of 2,400 chunks.");
      assertThat(body).contains("Document 0, ", "Document 299, ");
    }
  }

  @Test
  void aDocumentsPathHasPredictionAndTruthAndWhatPersistenceReaches() throws Exception {
    String body = map("document=d4&at=5");
    assertThat(count(body, "class=\"step read\"")).isEqualTo(3);
    assertThat(count(body, "class=\"step\"")).isEqualTo(10 - 3);
    assertThat(body)
        .contains("<code>repeats</code> predicts", "really next", "class=\"way\"", "rel=\"prev\"");
    Matcher cosines =
        Pattern.compile("cosine of (\\S+) to .* itself has (\\d\\.\\d{4})").matcher(body);
    assertThat(cosines.find()).isTrue();
    assertThat(cosines.group(1)).as("who repeats is persistence").isEqualTo(cosines.group(2));
  }

  @Test
  void whereNothingCanBePredictedThatIsSaid() throws Exception {
    assertThat(map("document=d4&at=1")).contains("The model reads 3 chunks");
    assertThat(ready(new MapView(source, NONE), "document=d4&at=5"))
        .contains("No model is served that reads these vectors");
  }

  @Test
  void coloursByCoherenceHaveALegendAndAsManyChunksInEach() throws Exception {
    String body = map("by=coherence");
    for (int k = 0; k < MapPicture.STEPS; k++) {
      assertThat(count(body, "circle class=\"k%d\"".formatted(k))).isBetween(40, 90);
    }
    assertThat(body).contains("class=\"key k0\"", "Cosine of a chunk with the one before it");
  }

  @Test
  void whatThereIsNotIsRefused() {
    for (String wrong : List.of("document=x", "by=x", "document=d4&at=10", "document=d4&at=x")) {
      assertThatThrownBy(() -> map(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    for (String wrong : List.of("document=x", "row=320", "row=-1", "order=x", "page=0")) {
      assertThatThrownBy(() -> data(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theDoctorsWordsAreTheDoctorsOwn() throws Exception {
    List<String> sentences = new ArrayList<>();
    try (Dataset dataset = Dataset.open(data)) {
      Examination examination =
          Doctor.examine(
              DatasetView.of(dataset),
              Doctor.Options.DEFAULT,
              () -> new PlainEngine(1),
              NOT_HERE,
              words -> Progress.none());
      sentences.addAll(examination.verdict());
      examination.findings().stream().map(Finding::sentence).forEach(sentences::add);
    }
    String body = data("");
    assertThat(sentences).isNotEmpty();
    sentences.forEach(sentence -> assertThat(body).contains(Html.sentence(sentence)));
  }

  @Test
  void theSplitIsThatOfTheRunsWhereThereAreAny() throws Exception {
    assertThat(data("")).contains("The split that <code>train</code> makes unless told otherwise");
    Path runs = folder.resolve("runs");
    RunFixtures.run(runs, "mine", data, 1, 1);
    try (DataSource ofRuns =
        new DataSource(Optional.empty(), Optional.of(new RunFolder(runs)), NOT_HERE, 1)) {
      assertThat(ofRuns.path()).hasValue(data);
      assertThat(ready(new DataView(ofRuns), ""))
          .contains("The split of the run <code>mine</code>", "windows of 3 chunks and the next");
    }
  }

  @Test
  void saysWhatADatasetWasMadeWithWhereThatIsRecorded() throws Exception {
    assertThat(data("")).doesNotContain("Made with");
    Path made = folder.resolve("made.nv");
    ImportOptions options =
        ImportOptions.defaults().withContextLength(3).withNormalise(true).withGroupCopies(true);
    DatasetImport.run(data, made, options, Progress.none());
    try (DataSource other = new DataSource(Optional.of(made), Optional.empty(), NOT_HERE, 1)) {
      assertThat(ready(new DataView(other), ""))
          .contains("<dt>Made with</dt><dd>normalise, group-copies</dd>");
    }
  }

  @Test
  void documentsAreFoundSortedAndPaged() throws Exception {
    assertThat(data("find=document+3")).contains("11 documents with <q>document 3</q>");
    assertThat(data("order=longest").indexOf("Document 4<"))
        .isLessThan(data("order=longest").indexOf("Document 0<"));
    assertThat(data("find=nothing")).contains("0 documents with");
  }

  @Test
  void anyChunkCanBeReadByItsRow() throws Exception {
    assertThat(data("row=7"))
        .contains("id=\"row-7\" class=\"truth\"", "part1 says word1", "All of the dataset");
    assertThat(data("document=d9")).contains("Document 9", "10 chunks");
  }

  @Test
  void aDatasetThatChangesIsShownAsItIsAndOneThatIsGoneIsSaid() throws Exception {
    Path own = RunFixtures.data(Files.createDirectories(folder.resolve("own")), 30);
    try (DataSource changing = new DataSource(Optional.of(own), Optional.empty(), NOT_HERE, 1)) {
      assertThat(ready(new DataView(changing), "")).contains("30 documents.");
      try (var files = Files.list(own)) {
        files.forEach(file -> file.toFile().delete());
      }
      Files.delete(own);
      assertThat(new DataView(changing).body(Query.none())).contains("cannot be shown");
      RunFixtures.data(folder.resolve("own"), 31);
      assertThat(ready(new DataView(changing), "")).contains("31 documents.");
    }
    DataSource nothing = new DataSource(Optional.empty(), Optional.empty(), NOT_HERE, 1);
    assertThat(new MapView(nothing, NONE).body(Query.none())).contains("shows no dataset");
  }
}
