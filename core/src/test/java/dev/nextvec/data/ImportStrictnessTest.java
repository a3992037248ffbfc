package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a source is not used is refused or said, and messages name what to change. */
final class ImportStrictnessTest {
  private static final ImportOptions DEFAULTS = ImportOptions.defaults();

  @TempDir Path directory;

  private Path target() {
    return directory.resolve("out");
  }

  private ImportReport run(Path source, ImportOptions options) throws IOException {
    return DatasetImport.run(source, target(), options, Progress.none());
  }

  private void refuses(Path source, ImportOptions options, String... said) {
    assertThatThrownBy(() -> run(source, options))
        .isInstanceOfAny(IOException.class, IllegalArgumentException.class)
        .hasMessageContainingAll(said)
        .hasMessageNotContaining("\n");
    assertThat(target()).doesNotExist();
  }

  private Path rows(int rows) {
    return NpyFiles.write(
        directory.resolve("v.npy"), NpyFiles.matrix(2, NpyFiles.random(rows, 2, 1)));
  }

  private ImportOptions table(String... lines) throws IOException {
    Path file = directory.resolve("table.jsonl");
    return DEFAULTS.withDocuments(Files.writeString(file, String.join("\n", lines) + "\n"));
  }

  private static String document(String id, int first, int count) {
    return "{\"id\":\"%s\",\"first\":%d,\"count\":%d}".formatted(id, first, count);
  }

  @Test
  void refusesATableThatLeavesRowsOfTheArrayWithoutADocument() throws IOException {
    refuses(
        rows(40),
        table(document("a", 0, 10)),
        "table.jsonl names documents for 10 of the 40 rows",
        "row 10 is the first that belongs to none",
        "the setting `partial`");
    refuses(
        rows(40),
        table(document("a", 0, 10), document("b", 12, 28)),
        "38 of the 40 rows",
        "row 10 is the first");
    refuses(rows(40), table(document("a", 3, 37)), "37 of the 40 rows", "row 0 is the first");
  }

  @Test
  void leavesSuchRowsOutWhereThatIsWantedAndSaysSo() throws IOException {
    ImportOptions options =
        table(document("a", 2, 10), document("none", 12, 0), document("b", 12, 3));
    ImportReport report = run(rows(40), options.withPartial(true));
    assertThat(report.dataset().count()).isEqualTo(13);
    assertThat(report.leftOut().rows()).isEqualTo(27);
    assertThat(report.leftOut().emptyDocuments()).containsExactly("none");
    assertThat(report.leftOut().shortDocuments()).isEqualTo(1);
    assertThat(report.warnings())
        .containsExactly(
            "Left out: 27 vectors that belong to no document.",
            "Left out: 1 documents without a chunk: none.",
            "Documents too short for a window: 1.");
  }

  @Test
  void readsATableThatBeginsWithAByteOrderMarkAndHasBlankLines() throws IOException {
    run(rows(20), table("\ufeff" + document("a", 0, 10), "", document("b", 10, 10)));
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.documents()).extracting(Document::id).containsExactly("a", "b");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x\\ud83d, half of a surrogate pair",
    "\\udc00, half of a surrogate pair",
    "a\\nb, no control character",
    "'  ', must have a visible character"
  })
  void refusesAnIdThatCannotBeWrittenOrShown(String id, String said) throws IOException {
    refuses(rows(20), table(document(id, 0, 20)), "table.jsonl line 1", said);
  }

  @Test
  void refusesATitleAndAGroupThatCannotBeWritten() throws IOException {
    for (String field : new String[] {"title", "group"}) {
      String line = document("a", 0, 20).replace("}", ",\"" + field + "\":\"\\ud83d\"}");
      refuses(rows(20), table(line), "line 1", field, "half of a surrogate pair");
    }
  }

  @Test
  void neverPublishesADatasetWithAnIdThatCannotBeReadBack() throws IOException {
    try (DatasetWriter writer =
        DatasetWriter.create(target(), DatasetOptions.of(2, VectorType.FLOAT32))) {
      assertThatThrownBy(() -> writer.begin("x\ud83d", "", "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"x\\ud83d\"");
    }
    assertThat(target()).doesNotExist();
  }

  @Test
  void refusesADocumentTableForWhatHasItsOwn() throws IOException {
    ImportOptions options = table(document("a", 0, 20));
    refuses(NpyFiles.fixture("windows.npz"), options, "the setting `documents` belongs to an .npy");
    Path data = NpyFiles.dataset(directory.resolve("in"), 4, 1, 9);
    refuses(data, options, "the setting `documents` belongs to an .npy");
  }

  @Test
  void saysWhatToDoWithATableOfDocumentsOrText() throws IOException {
    Path file = Files.writeString(directory.resolve("t.jsonl"), document("a", 0, 20));
    refuses(file, DEFAULTS, "cannot be imported", "`data encode`", "the setting `documents`");
  }

  private static byte[] doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  @ParameterizedTest
  @CsvSource({"1e39, 1.0E39, large", "-1e300, -1.0E300, large", "1e-50, 1.0E-50, small"})
  void namesAComponentOfFloat64ThatFloat32CannotHold(double value, String shown, String how)
      throws IOException {
    byte[] elements = doubles(1, 1, 1, 1, how.equals("small") ? 0 : 1, value);
    for (boolean fortran : new boolean[] {false, true}) {
      String header = NpyFiles.header("<f8", "3, 2");
      byte[] stored = fortran ? doubles(1, 1, elements(elements, 4), 1, 1, value) : elements;
      Path file =
          NpyFiles.write(
              directory.resolve("v.npy"),
              NpyFiles.array(fortran ? header.replace("False", "True") : header, stored));
      refuses(
          file,
          DEFAULTS.withContextLength(1),
          "v.npy row 2 has " + shown + " in component 1, which is too " + how + " for float32");
    }
  }

  private static double elements(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble(8 * at);
  }

  @ParameterizedTest
  @CsvSource({
    "<V2, two bytes without a meaning, as bfloat16",
    "|V4, bytes without a meaning",
    "<c8, complex numbers",
    "<U5, text",
    "|b1, true and false",
    "<f16, floats of an unusual size"
  })
  void saysWhatATypeIsThatHoldsNoNumbersItCanUse(String type, String said) {
    Path file =
        NpyFiles.write(
            directory.resolve("v.npy"),
            NpyFiles.array(NpyFiles.header(type, "2, 2"), new byte[32]));
    refuses(file, DEFAULTS, "has dtype " + type, said, "a.astype('float32')");
  }

  @Test
  void refusesAnArrayWithoutRowsAndOneOfWindows() {
    Path empty =
        NpyFiles.write(
            directory.resolve("v.npy"),
            NpyFiles.array(NpyFiles.header("<f4", "0, 8"), new byte[0]));
    refuses(empty, DEFAULTS, "has no rows");
    refuses(NpyFiles.fixture("cube-fortran.npy"), DEFAULTS, "[2, 3, 4]", "from an .npz archive");
  }

  private static byte[] zip(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private Path npz(byte[] bytes) {
    return NpyFiles.write(directory.resolve("in.npz"), bytes);
  }

  private static Map<String, byte[]> windows() {
    Map<String, byte[]> members = new LinkedHashMap<>();
    byte[] contexts = NpyFiles.floats(NpyFiles.random(10, 2, 1));
    byte[] targets = NpyFiles.floats(NpyFiles.random(2, 2, 2));
    members.put("contexts.npy", NpyFiles.array(NpyFiles.header("<f4", "2, 5, 2"), contexts));
    members.put("targets.npy", NpyFiles.array(NpyFiles.header("<f4", "2, 2"), targets));
    return members;
  }

  @Test
  void refusesTargetsThatWereRoundedOtherwiseThanContexts() throws IOException {
    Map<String, byte[]> members = windows();
    members.put(
        "targets.npy",
        NpyFiles.array(NpyFiles.header("<f2", "2, 2"), new byte[] {1, 60, 1, 60, 1, 60, 1, 60}));
    refuses(npz(zip(members)), DEFAULTS, "contexts is float32", "targets is float16", "one dtype");
  }

  @Test
  void saysThatBytesStandBeforeAnArchive() throws IOException {
    byte[] stub = "#!/bin/sh\nexit\n".getBytes(StandardCharsets.US_ASCII);
    refuses(
        npz(NpyFiles.join(stub, zip(windows()))),
        DEFAULTS,
        "in.npz has " + stub.length + " bytes before its archive",
        "numpy.savez");
  }

  @Test
  void saysThatAnArchiveHoldsNoArray() throws IOException {
    refuses(npz(zip(Map.of("notes.txt", new byte[3]))), DEFAULTS, "holds no array");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.6, 0.999})
  void refusesAnArchiveThatIsCutOff(double share) throws IOException {
    byte[] all = zip(windows());
    byte[] part = java.util.Arrays.copyOf(all, (int) (share * all.length));
    refuses(npz(part), DEFAULTS, "in.npz", "is truncated");
  }

  /** The flags and the method stand at the same place in every entry of the directory. */
  private static byte[] directoryPatched(byte[] zip, int field, int value) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 < zip.length; at++) {
      if (bytes.getInt(at) == 0x02014b50) {
        bytes.putShort(at + field, (short) (bytes.getShort(at + field) | value));
      }
    }
    return zip;
  }

  @Test
  void saysThatAMemberIsEncryptedOrCompressedUnusually() throws IOException {
    refuses(npz(directoryPatched(zip(windows()), 8, 1)), DEFAULTS, "contexts", "is encrypted");
    refuses(
        npz(directoryPatched(zip(windows()), 10, 4)), DEFAULTS, "by ZIP method 12", "only deflate");
  }

  @Test
  void namesTheArraysOfAnArchiveThatItDoesNotUse() throws IOException {
    Map<String, byte[]> members = windows();
    members.put("labels.npy", NpyFiles.matrix(2, 1, 2));
    ImportReport report = run(npz(zip(members)), DEFAULTS);
    assertThat(report.leftOut().arrays()).containsExactly("labels");
    assertThat(report.warnings()).contains("Not imported from the archive: labels.");
  }
}
