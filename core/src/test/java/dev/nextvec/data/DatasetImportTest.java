package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import dev.nextvec.vector.VectorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetImportTest {
  private static final ImportOptions DEFAULTS = ImportOptions.defaults();

  @TempDir Path directory;

  private Path target() {
    return directory.resolve("out");
  }

  private ImportReport run(Path source, ImportOptions options) throws IOException {
    return DatasetImport.run(source, target(), options, Progress.none());
  }

  private void refuses(Class<?> kind, Path source, ImportOptions options, String... said)
      throws IOException {
    assertThatThrownBy(() -> run(source, options))
        .isInstanceOf(kind)
        .hasMessageContainingAll(said)
        .hasMessageNotContaining("\n");
    assertThat(target()).doesNotExist();
    try (var files = Files.list(directory)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("."))).isEmpty();
    }
  }

  private static float[] all(VectorStore vectors) {
    float[] values = new float[Math.toIntExact(vectors.rows()) * vectors.dimension()];
    vectors.read(0, (int) vectors.rows(), values, 0);
    return values;
  }

  private static float[] fixtureRows() throws IOException {
    try (MappedVectors vectors = MappedVectors.open(NpyFiles.fixture("windows-rows.npy"))) {
      return all(vectors);
    }
  }

  private Path npz(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey() + ".npy"));
        zip.write(member.getValue());
      }
    }
    return NpyFiles.write(directory.resolve("in.npz"), bytes.toByteArray());
  }

  /** Windows of 5 + 1 rows of dimension 2 that begin at {@code starts}. */
  private Path windows(float[] rows, long[] articles, int... starts) throws IOException {
    byte[][] contexts = new byte[starts.length][];
    byte[][] targets = new byte[starts.length][];
    for (int i = 0; i < starts.length; i++) {
      int at = starts[i] * 2;
      contexts[i] = NpyFiles.floats(Arrays.copyOfRange(rows, at, at + 10));
      targets[i] = NpyFiles.floats(Arrays.copyOfRange(rows, at + 10, at + 12));
    }
    Map<String, byte[]> members = new LinkedHashMap<>();
    int n = starts.length;
    members.put(
        "contexts", NpyFiles.array(NpyFiles.header("<f4", n + ", 5, 2"), NpyFiles.join(contexts)));
    members.put(
        "targets", NpyFiles.array(NpyFiles.header("<f4", n + ", 2"), NpyFiles.join(targets)));
    if (articles.length > 0) {
      byte[] ids = new byte[articles.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = (byte) articles[i];
      }
      members.put("article_ids", NpyFiles.array(NpyFiles.header("|i1", ids.length + ","), ids));
    }
    return npz(members);
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows.npz", "windows-compressed.npz", "windows-fortran-big.npz"})
  void keepsEveryRowOfOverlappingWindowsOnce(String name) throws IOException {
    ImportReport report = run(NpyFiles.fixture(name), DEFAULTS);
    assertThat(report.windows()).isEqualTo(6);
    assertThat(report.warnings()).isEmpty();
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.documents())
          .containsExactly(
              new Document("article-7", "", 0, 8), new Document("article-9", "", 8, 8));
      assertThat(dataset.documentBoundariesKnown()).isTrue();
      assertThat(all(dataset.vectors())).isEqualTo(fixtureRows());
      assertThat(dataset.windows(5).size()).isEqualTo(6);
    }
  }

  @Test
  void warnsThatWithoutArticleIdsALeakProofSplitIsImpossible() throws IOException {
    ImportReport report = run(NpyFiles.fixture("windows-without-ids.npz"), DEFAULTS);
    assertThat(report.warnings())
        .singleElement()
        .asString()
        .contains("no article_ids", "a split that cannot leak is impossible");
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.documentBoundariesKnown()).isFalse();
      assertThat(dataset.documents()).extracting(Document::count).containsExactly(8L, 8L);
    }
  }

  @Test
  void splitsIntoBlocksWhatHasNoArticleIds() throws IOException {
    int[] starts = new int[40];
    Arrays.setAll(starts, i -> i);
    run(windows(NpyFiles.random(50, 2, 3), new long[0], starts), DEFAULTS);
    try (Dataset dataset = Dataset.open(target())) {
      Split split = Split.of(dataset, 5, 1);
      assertThat(split.kind()).isEqualTo(Split.SplitKind.BLOCKS);
      assertThat(split.warnings()).isNotEmpty();
    }
  }

  @Test
  void beginsADocumentWhereWindowsBreakOffButKeepsTheGroupOfTheArticle() throws IOException {
    float[] rows = NpyFiles.random(30, 2, 4);
    run(windows(rows, new long[] {1, 1, 1, 1, 2, 1}, 0, 1, 10, 11, 12, 20), DEFAULTS);
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.documents())
          .containsExactly(
              new Document("article-1", "", 0, 7),
              new Document("article-1-part-2", "", 7, 7, "article-1"),
              new Document("article-2", "", 14, 6),
              new Document("article-1-part-3", "", 20, 6, "article-1"));
    }
  }

  @Test
  void givesBackEveryWindowWhateverTheirOrder() throws IOException {
    float[] rows = NpyFiles.random(40, 2, 5);
    int[] starts = {3, 20, 4, 5, 6, 6, 0, 1, 34};
    ImportReport report = run(windows(rows, new long[starts.length], starts), DEFAULTS);
    assertThat(report.warnings()).singleElement().asString().contains("shuffled");
    try (Dataset dataset = Dataset.open(target())) {
      Windows windows = dataset.windows(5);
      assertThat(windows.size()).isEqualTo(starts.length);
      float[] window = new float[12];
      for (int i = 0; i < starts.length; i++) {
        windows.contextAndTarget(i, window, 0);
        assertThat(window).isEqualTo(Arrays.copyOfRange(rows, starts[i] * 2, starts[i] * 2 + 12));
      }
    }
  }

  @Test
  void refusesMembersThatDisagree() throws IOException {
    refuses(
        IllegalArgumentException.class,
        NpyFiles.fixture("windows-disagreeing.npz"),
        DEFAULTS,
        "member contexts has 6 windows but",
        "member targets has 5: the members do not belong together");
    refuses(
        IllegalArgumentException.class,
        windows(NpyFiles.random(20, 2, 1), new long[] {1, 1}, 0, 1, 2),
        DEFAULTS,
        "has 3 windows but",
        "member article_ids has 2");
    byte[] contexts = NpyFiles.array(NpyFiles.header("<f4", "1, 5, 2"), new byte[40]);
    refuses(
        IllegalArgumentException.class,
        npz(Map.of("contexts", contexts, "targets", NpyFiles.matrix(3, 1, 2, 3))),
        DEFAULTS,
        "member contexts has 2 components but",
        "has 3");
    refuses(
        IllegalArgumentException.class,
        npz(Map.of("contexts", NpyFiles.matrix(2, 1, 2), "targets", NpyFiles.matrix(2, 1, 2))),
        DEFAULTS,
        "member contexts has shape [1, 2]",
        "expected floats [windows, context, dimension]");
    refuses(
        IOException.class,
        npz(Map.of("contexts", contexts, "labels", NpyFiles.matrix(2, 1, 2))),
        DEFAULTS,
        "in.npz has no targets: expected one of [target_vectors, targets");
  }

  @Test
  void refusesPickles() throws IOException {
    refuses(
        IOException.class,
        NpyFiles.fixture("windows-objects.npz"),
        DEFAULTS,
        "pickled objects are refused");
    refuses(
        IOException.class,
        NpyFiles.fixture("objects.npy"),
        DEFAULTS,
        "pickled objects are refused",
        "ragged");
    Path pickle = NpyFiles.write(directory.resolve("model.pkl"), new byte[] {(byte) 0x80});
    refuses(IOException.class, pickle, DEFAULTS, "pickled objects are refused");
  }

  @Test
  void namesTheRowOfABadVectorInAnArchive() throws IOException {
    float[] rows = NpyFiles.random(20, 2, 1);
    rows[2 * 2 + 1] = Float.NaN;
    refuses(
        IllegalArgumentException.class,
        windows(rows, new long[0], 0, 1),
        DEFAULTS,
        "member contexts window 0 position 2 has NaN in component 1");
    rows = NpyFiles.random(20, 2, 1);
    rows[12] = 0;
    rows[13] = 0;
    refuses(
        IllegalArgumentException.class,
        windows(rows, new long[0], 0, 1),
        DEFAULTS,
        "member targets window 1 is all zeros");
  }

  @Test
  void importsAnArrayWithItsDocumentTable() throws IOException {
    Path source = NpyFiles.dataset(directory.resolve("in"), 4, 1, 7, 3, 8);
    run(source.resolve("vectors.npy"), DEFAULTS);
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.documents()).extracting(Document::count).containsExactly(7L, 3L, 8L);
      assertThat(dataset.documentBoundariesKnown()).isTrue();
      assertThat(all(dataset.vectors())).isEqualTo(NpyFiles.random(18, 4, 1));
    }
  }

  @Test
  void keepsTheTextsBesideAnArrayAndRefusesThoseOfAnother() throws IOException {
    Path source = NpyFiles.dataset(directory.resolve("in"), 4, 1, 6, 1);
    Path texts = source.resolve("chunks.jsonl");
    String line = "{\"text\": \"a\"}\n";
    Files.writeString(texts, line.repeat(6) + "{\"text\": \"last\"}\n");
    run(source.resolve("vectors.npy"), DEFAULTS);
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.texts().orElseThrow().text(6)).isEqualTo("last");
    }
    Files.writeString(texts, line);
    Path other = directory.resolve("other");
    assertThatThrownBy(
            () ->
                DatasetImport.run(source.resolve("vectors.npy"), other, DEFAULTS, Progress.none()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chunks.jsonl has 1 texts but there are 7 vectors");
    assertThat(other).doesNotExist();
  }

  @Test
  void importsAnArrayAloneAsOneDocumentWithAWarning() throws IOException {
    Path source =
        NpyFiles.write(directory.resolve("v.npy"), NpyFiles.matrix(4, NpyFiles.random(40, 4, 1)));
    ImportReport report = run(source, DEFAULTS);
    assertThat(report.warnings()).singleElement().asString().contains("is not known");
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.documentBoundariesKnown()).isFalse();
      assertThat(Split.of(dataset, 5, 1).kind()).isEqualTo(Split.SplitKind.BLOCKS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"big-f2", "little-f8-fortran", "big-f4-fortran"})
  void convertsEveryTypeAndOrder(String name) throws IOException {
    run(NpyFiles.fixture(name + ".npy"), DEFAULTS.withContextLength(2));
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(all(dataset.vectors())).startsWith(0.5f, 1.5f, 2.5f, 10.5f).endsWith(32.5f);
      assertThat(dataset.vectors().type())
          .isEqualTo(name.contains("f2") ? VectorType.FLOAT16 : VectorType.FLOAT32);
    }
  }

  @Test
  void scalesToLengthOneWhenAsked() throws IOException {
    Path source = NpyFiles.dataset(directory.resolve("in"), 4, 1, 9);
    run(source, DEFAULTS.withNormalise(true));
    try (Dataset dataset = Dataset.open(target())) {
      for (int row = 0; row < 9; row++) {
        double square = 0;
        for (float value : dataset.vectors().read(row)) {
          square += value * value;
        }
        assertThat(square).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
      }
    }
  }

  @Test
  void copiesADatasetWithTextsAndEncoder() throws IOException {
    Path source = directory.resolve("in");
    EncoderFingerprint encoder = new EncoderFingerprint("default", "ab", List.of());
    try (DatasetWriter writer =
        DatasetWriter.create(
            source,
            DatasetOptions.of(2, VectorType.FLOAT32)
                .withEncoder(Optional.of(encoder))
                .withShardRows(3))) {
      writer.append("a", "A", "g", List.of("1", "2", "3", "4", "5", "6"), NpyFiles.random(6, 2, 1));
      writer.finish();
    }
    run(source, DEFAULTS.withType(VectorType.FLOAT16));
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.vectors().type()).isEqualTo(VectorType.FLOAT16);
      assertThat(dataset.encoder()).contains(encoder);
      assertThat(dataset.documents()).containsExactly(new Document("a", "A", 0, 6, "g"));
      assertThat(dataset.texts().orElseThrow().text(5)).isEqualTo("6");
    }
  }

  @Test
  void refusesWhatCannotBeLearnedFrom() throws IOException {
    Path source = NpyFiles.dataset(directory.resolve("in"), 4, 1, 5, 5, 3);
    refuses(
        IllegalArgumentException.class,
        source,
        DEFAULTS,
        "no document has the 6 chunks that a window needs",
        "the longest of 3 has 5");
    refuses(
        IllegalArgumentException.class,
        source,
        DEFAULTS.withDimension(768),
        "vectors of dimension 4 but 768 is required");
    Path cube = NpyFiles.fixture("cube-fortran.npy");
    refuses(IOException.class, cube, DEFAULTS, "has shape [2, 3, 4]: expected [chunks, dimension]");
    Path whole = NpyFiles.fixture("little-i8.npy");
    refuses(IOException.class, whole, DEFAULTS, "has shape [3]");
  }

  @Test
  void namesTheRowOfABadVectorInAnArray() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] rows = NpyFiles.random(10, 2, 1);
      rows[15] = bad;
      Path source = NpyFiles.write(directory.resolve("v.npy"), NpyFiles.matrix(2, rows));
      refuses(
          IllegalArgumentException.class,
          source,
          DEFAULTS,
          "v.npy row 7 has " + bad + " in component 1");
    }
  }

  @Test
  void refusesWhatIsNotThereOrNoData() throws IOException {
    refuses(IOException.class, directory.resolve("nothing.npz"), DEFAULTS, "does not exist");
    refuses(IOException.class, directory, DEFAULTS, "is not a dataset: it has no vectors.npy");
    Path text = Files.writeString(directory.resolve("notes.txt"), "x");
    refuses(IOException.class, text, DEFAULTS, "notes.txt cannot be imported: expected");
  }

  @Test
  void replacesItsOwnSourceWhenAsked() throws IOException {
    NpyFiles.dataset(target(), 4, 1, 9, 9);
    assertThatThrownBy(() -> run(target(), DEFAULTS)).hasMessageContaining("is not empty");
    run(target(), DEFAULTS.withOverwrite(true).withType(VectorType.FLOAT16));
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.vectors().type()).isEqualTo(VectorType.FLOAT16);
      assertThat(dataset.count()).isEqualTo(18);
    }
  }
}
