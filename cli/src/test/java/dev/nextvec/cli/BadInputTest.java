package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What bad input gets: one line, exit 1 or 2, nothing half-written. */
class BadInputTest {
  @TempDir Path folder;

  private Path out() {
    return folder.resolve("out");
  }

  private void refusesImport(Path source, String... said) throws IOException {
    refuses(1, said, "data", "import", source.toString(), "--out", out().toString());
  }

  /** Runs a command that must fail in one line which says {@code said}, and must write nothing. */
  private void refuses(int exit, String[] said, String... command) throws IOException {
    List<String> before = files();
    Invoked run = Invoked.nextvec(command);
    assertThat(run.exit()).as(run.err() + run.out()).isEqualTo(exit);
    String last = run.err().lines().reduce((a, b) -> b).orElse("");
    assertThat(last).startsWith("nextvec: ").contains(said).doesNotContain("internal error");
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
    assertThat(files()).isEqualTo(before);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(Path::toString)
          .filter(path -> !path.contains(".baselines")) // a check of the data that is kept
          .sorted()
          .toList();
    }
  }

  private Path npz(String name, Object... members) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream raw = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(raw)) {
      for (int i = 0; i < members.length; i += 2) {
        zip.putNextEntry(new ZipEntry(members[i] + ".npy"));
        zip.write(Files.readAllBytes((Path) members[i + 1]));
      }
    }
    return file;
  }

  private Path npy(String shape, float... values) throws IOException {
    return TinyData.npy(folder.resolve("v" + shape.hashCode() + ".npy"), shape, values);
  }

  private static float[] ones(int count) {
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return values;
  }

  @Test
  void aWrongDimension() throws IOException {
    Path array = npy("20, 8", TinyData.vectors(20));
    refuses(
        1,
        new String[] {"dimension", "8", "768"},
        "data",
        "import",
        array.toString(),
        "--out",
        out().toString(),
        "--dimension=768");
    Path data = TinyData.dataset(folder.resolve("data"), 10, 10, 1);
    String[] train = {"train", data.toString(), "--model-type=amn", "--out=" + out()};
    refuses(1, new String[] {"dimension 768", "have 8"}, with(train, "--dimension=768"));
  }

  @Test
  void contextsAndTargetsOfDifferentDimensions() throws IOException {
    refusesImport(
        npz("d.npz", "contexts", npy("2, 5, 8", ones(80)), "targets", npy("2, 4", ones(8))), "8");
  }

  @Test
  void membersThatDisagreeInLength() throws IOException {
    refusesImport(
        npz("n.npz", "contexts", npy("3, 5, 8", ones(120)), "targets", npy("2, 8", ones(16))),
        "3",
        "2");
  }

  @Test
  void notANumberInfinityAndZeroVectors() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] values = TinyData.vectors(20);
      values[7 * 8 + 3] = bad;
      refusesImport(npy("20, 8", values), "7");
    }
    float[] values = TinyData.vectors(20);
    Arrays.fill(values, 9 * 8, 10 * 8, 0);
    refusesImport(npy("20, 8", values), "9", "zero");
  }

  @Test
  void notANumberInADatasetMadeByHand() throws IOException {
    Path data = TinyData.dataset(folder.resolve("data"), 10, 10, 1);
    byte[] bytes = Files.readAllBytes(data.resolve("vectors.npy"));
    Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0xff);
    Files.write(data.resolve("vectors.npy"), bytes);
    Files.delete(data.resolve("dataset.json")); // whoever makes one by hand writes none
    refuses(
        1,
        new String[] {"row 99", "d9"},
        "train",
        data.toString(),
        "--model-type=amn",
        "--out=" + out());
    refuses(1, new String[] {"row 99"}, "data", "info", data.toString(), "--check");
  }

  @Test
  void aTruncatedFileAndAnOversizedHeader() throws IOException {
    Path array = npy("20, 8", TinyData.vectors(20));
    byte[] bytes = Files.readAllBytes(array);
    refusesImport(Files.write(folder.resolve("cut.npy"), Arrays.copyOf(bytes, 300)), "cut.npy");
    refusesImport(Files.write(folder.resolve("head.npy"), Arrays.copyOf(bytes, 9)), "head.npy");
    byte[] huge = Arrays.copyOf(bytes, bytes.length);
    huge[6] = 2; // version 2: the header's length has four bytes
    huge[8] = huge[9] = huge[10] = (byte) 0xff;
    huge[11] = 0x7f;
    refusesImport(Files.write(folder.resolve("huge.npy"), huge), "huge.npy");
  }

  @Test
  void pickledObjectsAndRaggedArrays() throws IOException {
    String header = "{'descr': '|O', 'fortran_order': False, 'shape': (3,), }";
    String text = header + " ".repeat(117 - header.length()) + "\n";
    byte[] head = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0};
    Path ragged = folder.resolve("ragged.npy");
    try (OutputStream stream = Files.newOutputStream(ragged)) {
      stream.write(head);
      stream.write(text.getBytes(StandardCharsets.US_ASCII));
      stream.write("cos\nsystem\n(S'touch pwned'\ntR.".getBytes(StandardCharsets.US_ASCII));
    }
    refusesImport(ragged, "pickled");
    refusesImport(Files.write(folder.resolve("model.pkl"), new byte[] {1, 2}), "pickled");
  }

  @Test
  void noDocumentWithSixChunks() throws IOException {
    Path array = npy("5, 8", TinyData.vectors(5));
    refusesImport(array, "6 chunks");
    Path data = TinyData.dataset(folder.resolve("short"), 12, 5, 1);
    refuses(
        1,
        new String[] {"6 chunks"},
        "train",
        data.toString(),
        "--model-type=amn",
        "--out=" + out());
  }

  @Test
  void oneDocumentOnly() throws IOException {
    Path data = TinyData.dataset(folder.resolve("one"), 1, 200, 1);
    refuses(
        1,
        new String[] {"document"},
        "train",
        data.toString(),
        "--model-type=amn",
        "--out=" + out());
  }

  @Test
  void emptyDocuments() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.txt"), " \n\n ");
    refusesEncoding(empty, "no text");
  }

  private void refusesEncoding(Path text, String... said) throws IOException {
    try (FakeService service = new FakeService()) {
      refuses(
          1,
          said,
          "data",
          "encode",
          text.toString(),
          "--out=" + out(),
          "--encoder=" + service.url(),
          "--encoder-model=fake",
          "--no-cache");
    }
  }

  @Test
  void textThatCannotBeRead() throws IOException {
    byte[] latin = "Caf\u00e9 is open. ".getBytes(StandardCharsets.ISO_8859_1);
    refusesEncoding(
        Files.write(folder.resolve("latin.txt"), latin), "latin.txt", "0xe9", "offset 3");
    refusesEncoding(Files.writeString(folder.resolve("a.jsonl"), "{\"id\":\"a\","), "a.jsonl:1");
    refusesEncoding(Files.write(folder.resolve("a.md.gz"), new byte[] {1, 2, 3}), "a.md.gz");
    refusesEncoding(Files.writeString(folder.resolve("a.pdf"), "%PDF"), "a.pdf", ".jsonl");
  }

  @Test
  void languagesThatThereAreNot() throws IOException {
    String text = Files.writeString(folder.resolve("a.txt"), "Some words.").toString();
    for (String tag : List.of("klingon", "en_US", "english")) {
      refuses(
          2,
          new String[] {"--language", "no language has the tag `" + tag + "`"},
          "data",
          "encode",
          text,
          "--out=" + out(),
          "--language=" + tag);
    }
  }

  @Test
  void inputsThatAreNotThere() throws IOException {
    String missing = folder.resolve("missing").toString();
    refuses(1, new String[] {"missing"}, "data", "encode", missing, "--out=" + out());
    refuses(1, new String[] {"missing"}, "data", "import", missing, "--out=" + out());
    refuses(1, new String[] {"missing"}, "data", "info", missing);
    refuses(1, new String[] {"missing"}, "train", missing, "--model-type=amn", "--out=" + out());
    refuses(1, new String[] {"missing"}, "evaluate", missing);
    refuses(1, new String[] {"missing"}, "compare", missing);
  }

  @Test
  void unknownOptionsAndSettingsThatMakeNoSense() throws IOException {
    Path data = TinyData.dataset(folder.resolve("data"), 10, 10, 1);
    String[] train = {"train", data.toString(), "--model-type=lstm", "--out=" + out()};
    refuses(2, new String[] {"--epoch"}, with(train, "--epoch=3"));
    refuses(2, new String[] {"--epochs", "x"}, with(train, "--epochs=x"));
    refuses(2, new String[] {"--heads", "lstm"}, with(train, "--heads=8"));
    refuses(2, new String[] {"--model-type"}, "train", data.toString());
    refuses(2, new String[] {"mamba"}, "train", data.toString(), "--model-type=mamba");
    refuses(
        2,
        new String[] {"one of amn, amn-r, lstm, gru, transformer, all, everything but"},
        "train",
        data.toString(),
        "--model-type=mamba");
    refuses(2, new String[] {"epochs", "0"}, with(train, "--epochs=0"));
    refuses(2, new String[] {"early-stop", "-1"}, with(train, "--early-stop=-1"));
    refuses(2, new String[] {"batch", "-1"}, with(train, "--batch-size=-1"));
    refuses(2, new String[] {"learning-rate"}, with(train, "--learning-rate=NaN"));
    refuses(2, new String[] {"dropout", "`1`"}, with(train, "--dropout=1"));
    refuses(2, new String[] {"context", "0"}, with(train, "--context=0"));
    refuses(2, new String[] {"threads", "-2"}, with(train, "--threads=-2"));
    refuses(2, new String[] {"save-every", "0"}, with(train, "--save-every=0"));
    refuses(2, new String[] {"hidden", "1,048,576"}, with(train, "--hidden=2000000000"));
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aDirectoryThatHoldsSomethingElse() throws IOException {
    Path data = TinyData.dataset(folder.resolve("data"), 10, 10, 1);
    Files.createDirectories(out());
    Files.writeString(out().resolve("thesis.tex"), "years of work");
    for (String overwrite : List.of("--overwrite", "--seed=1")) {
      refuses(
          1,
          new String[] {"thesis.tex"},
          "train",
          data.toString(),
          "--model-type=amn",
          "--out=" + out(),
          overwrite);
    }
    refuses(1, new String[] {"out"}, "data", "import", data.toString(), "--out=" + out());
    refuses(
        1,
        new String[] {"out"},
        "data",
        "import",
        data.toString(),
        "--out=" + out(),
        "--overwrite");
  }

  /** What a link in a run leads to is somebody else's. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aRunThatIsOverwrittenKeepsWhatItsLinksLeadTo() throws IOException {
    Path data = TinyData.dataset(folder.resolve("data"), 10, 10, 1);
    Path work = Files.createDirectories(folder.resolve("work/deeper"));
    Path thesis = Files.writeString(work.resolve("thesis.tex"), "years of work");
    String[] train = {
      "train",
      data.toString(),
      "--model-type=amn",
      "--out=" + out(),
      "--epochs=1",
      "--hidden=8",
      "--no-test"
    };
    assertThat(Invoked.nextvec(train).exit()).isZero();
    Files.createSymbolicLink(out().resolve("out-of-domain"), folder.resolve("work"));
    Files.createSymbolicLink(out().resolve("tensorboard/more"), folder.resolve("work"));
    assertThat(Invoked.nextvec(with(train, "--overwrite")).exit()).isZero();
    assertThat(thesis).hasContent("years of work");
    assertThat(out().resolve("out-of-domain")).doesNotExist();
  }

  /** Not even an administrator may write there. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void noPermissionToWrite() throws IOException {
    Path data = TinyData.dataset(folder.resolve("data"), 10, 10, 1);
    String[] said = {"/proc takes no new files"};
    refuses(1, said, "data", "import", data.toString(), "--out=/proc/nextvec");
    refuses(1, said, "train", data.toString(), "--model-type=amn", "--out=/proc/nextvec");
  }

  @Test
  void aDamagedRun() throws IOException {
    Path data = TinyData.dataset(folder.resolve("data"), 10, 10, 1);
    Path run = folder.resolve("run");
    String[] train = {
      "train",
      data.toString(),
      "--model-type=amn",
      "--out=" + run,
      "--epochs=1",
      "--hidden=8",
      "--speed-seconds=0"
    };
    assertThat(Invoked.nextvec(train).exit()).isZero();
    damaged(run.resolve("model.safetensors"), "evaluate", run.toString());
    damaged(run.resolve("golden.safetensors"), "evaluate", run.toString(), "--again");
    damaged(run.resolve("run.json"), "evaluate", run.toString());
    damaged(run.resolve("run.json"), train);
    damaged(run.resolve("split.json"), "evaluate", run.toString(), "--again");
    damaged(run.resolve("test-scores.npy"), "evaluate", run.toString());
    damaged(run.resolve("evaluation.json"), "compare", run.toString());
    Files.writeString(
        run.resolve("run.json"),
        Files.readString(run.resolve("run.json")).replace("\"finished\"", "\"running\""));
    damaged(run.resolve("state/state.safetensors"), train);
  }

  /** Cuts a file in half, and one in the middle of its numbers; then puts it back. */
  private void damaged(Path file, String... command) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    refuses(1, new String[] {file.getFileName().toString()}, command);
    Files.write(file, whole);
  }

  @Test
  void weightsThatDoNotReproduceTheirRecordedOutputs() throws IOException {
    Path data = TinyData.dataset(folder.resolve("data"), 10, 10, 1);
    Path run = folder.resolve("run");
    assertThat(
            Invoked.nextvec(
                    "train",
                    data.toString(),
                    "--model-type=lstm",
                    "--out=" + run,
                    "--epochs=1",
                    "--hidden=8",
                    "--speed-seconds=0")
                .exit())
        .isZero();
    Path model = run.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 1] ^= 0x40;
    Files.write(model, bytes);
    refuses(1, new String[] {"safetensors"}, "evaluate", run.toString());
  }
}
