package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharedEncodingTest {
  private static final int ROWS = 1024;

  @TempDir Path folder;
  private Path corpus;

  @BeforeEach
  void makeCorpus() throws IOException {
    corpus = folder.resolve("corpus");
    Random random = new Random(7);
    for (int i = 0; i < 1010; i++) {
      String name =
          "%02d/page-%04d.%s".formatted(i % 20, i, List.of("txt", "md", "html").get(i % 3));
      Corpora.write(corpus, name, page(random, i));
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      lines.append(
          i % 50 == 7
              ? "\n"
              : "{\"id\":\"line-%d\",\"title\":\"T %d\",\"kind\":\"%s\",\"text\":\"%s\"}\n"
                  .formatted(i, i, i % 2 == 0 ? "even" : "odd", sentences(random, i % 40)));
    }
    Corpora.write(corpus, "lines.jsonl", lines.toString());
    Corpora.write(corpus, "novel.txt.gz", sentences(random, 2500));
    Corpora.write(corpus, "empty.txt", "\n");
    Corpora.write(corpus, "picture.png", "no text");
  }

  private static String page(Random random, int i) {
    String text = "Every page begins with this very sentence. " + sentences(random, i % 9);
    return i % 3 == 2
        ? "<html><head><title>P%d</title></head><body><nav>menu</nav><p>%s</p></body></html>"
            .formatted(i, text)
        : "# Page %d\n\n%s\n".formatted(i, text);
  }

  private static String sentences(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("The number %d follows here. ".formatted(random.nextInt(3000)));
    }
    return text.toString();
  }

  private EncodeJob job(String name, boolean skipBad) {
    return EncodeJob.of(List.of(corpus.toString()), folder.resolve(name))
        .withChunkChars(30)
        .withCache(Optional.empty())
        .withSkipBad(skipBad)
        .withShardRows(OptionalLong.of(ROWS));
  }

  /** A vector that depends on all texts it is made beside, as those of a real network may. */
  private static final class Touchy implements Encoder {
    final AtomicLong asked = new AtomicLong();
    long failAfter = Long.MAX_VALUE;

    @Override
    public String name() {
      return "touchy";
    }

    @Override
    public int dimension() {
      return 3;
    }

    @Override
    public EncoderFingerprint fingerprint() {
      return new FakeEncoder().fingerprint();
    }

    @Override
    public OptionalInt longestTokens() {
      return OptionalInt.of(40);
    }

    @Override
    public Optional<BitSet> cut(List<String> texts) {
      BitSet cut = new BitSet();
      for (int i = 0; i < texts.size(); i++) {
        cut.set(i, texts.get(i).length() > 40);
      }
      return Optional.of(cut);
    }

    @Override
    public void encode(List<String> texts, Sink sink) throws IOException {
      int beside = texts.hashCode();
      for (int i = 0; i < texts.size(); i++) {
        if (asked.incrementAndGet() > failAfter) {
          throw new IOException("the machine went away");
        }
        sink.accept(i, FakeEncoder.vectorOf(texts.get(i) + beside));
      }
    }

    @Override
    public void close() {}
  }

  private static SharedEncoding begin(EncodeJob job, Encoder encoder) throws IOException {
    Corpus found = Corpus.find(job.inputs(), job.reading().skipBad());
    return SharedEncoding.begin(job, found, encoder.fingerprint(), encoder.dimension());
  }

  private static EncodeReport shared(EncodeJob job, Encoder encoder) throws IOException {
    try (SharedEncoding encoding = begin(job, encoder)) {
      SharedWork work = SharedWork.open(encoding.folder());
      for (int piece : shuffled(encoding.pieces())) {
        work.cut(piece);
      }
      encoding.plan();
      for (int shard : shuffled(encoding.shards())) {
        work.encode(shard, encoder, done -> {});
      }
      for (int shard : shuffled(encoding.unfilled())) {
        work.fill(shard);
      }
      return encoding.finish(Progress.none());
    }
  }

  private static List<Integer> shuffled(List<Integer> numbers) {
    List<Integer> order = new ArrayList<>(numbers);
    Collections.shuffle(order, new Random(3));
    return order;
  }

  private static Map<String, byte[]> files(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private void assertSameAsAlone(EncodeReport report, String name, boolean skipBad)
      throws IOException {
    EncodeReport alone = job("alone", skipBad).run(new Touchy(), progress -> {});
    assertThat(report.account()).isEqualTo(alone.account());
    assertThat(report.chunks()).isEqualTo(alone.chunks()).isGreaterThan(5 * ROWS);
    Map<String, byte[]> wanted = files(folder.resolve("alone"));
    Map<String, byte[]> made = files(folder.resolve(name));
    assertThat(made.keySet()).isEqualTo(wanted.keySet()).hasSizeGreaterThan(7);
    wanted.forEach((file, bytes) -> assertThat(made.get(file)).as(file).isEqualTo(bytes));
    assertThat(Files.exists(folder.resolve("." + name + ".encoding"))).isFalse();
  }

  @Test
  void workSharedInAnyOrderMakesTheFilesThatOneProcessMakes() throws IOException {
    EncodeReport report = shared(job("shared", false), new Touchy());
    assertSameAsAlone(report, "shared", false);
    assertThat(report.encoded()).isLessThan(report.chunks());
  }

  /** Rows are shared out, not documents: no task of the stage that takes long is longer. */
  @Test
  void theChunksOfOneVeryLongDocumentAreTheWorkOfAsManyTasksAsThoseOfMany() throws IOException {
    corpus = folder.resolve("skewed");
    Corpora.write(corpus, "a.txt", "A short one before it.");
    Corpora.write(corpus, "b.txt", sentences(new Random(5), 40 * ROWS));
    Corpora.write(corpus, "c.txt", "A short one after it.");
    Touchy encoder = new Touchy();
    try (SharedEncoding encoding = begin(job("shared", false), encoder)) {
      SharedWork.open(encoding.folder()).cut(0);
      assertThat(encoding.pieces()).isEmpty();
      long chunks = encoding.plan();
      assertThat(chunks).isGreaterThan(35 * ROWS);
      List<Integer> shards = encoding.shards();
      assertThat(shards).hasSize((int) Math.ceilDiv(chunks, (long) ROWS));
      assertThat(shards.subList(0, shards.size() - 1))
          .allMatch(shard -> encoding.rows(shard) == ROWS);
    }
    assertSameAsAlone(shared(job("shared", false), encoder), "shared", false);
  }

  @Test
  void leavesOutTheSameBadFilesAndSaysSoInTheSameWords() throws IOException {
    Corpora.write(corpus, "05/zz-again.jsonl", "{\"id\":\"line-3\",\"text\":\"Once more.\"}\n");
    Corpora.write(corpus, "03/broken.jsonl", "{\"id\":\"a\",\"text\":\"Good.\"}\n{\"id\":\n");
    Files.write(corpus.resolve("04/binary.txt"), new byte[] {0, 1, 2, (byte) 0xff, 0});
    for (EncodeJob job : List.of(job("alone", false), job("shared", false))) {
      Throwable alone = failure(() -> job("alone", false).run(new Touchy(), progress -> {}));
      assertThat(failure(() -> shared(job, new Touchy())))
          .hasSameClassAs(alone)
          .hasMessage(alone.getMessage());
    }
    try (SharedEncoding again = begin(job("shared", false), new Touchy())) {
      assertThat(again.pieces()).as("what held files that could not be read").containsExactly(0);
    }
    assertSameAsAlone(shared(job("shared", true), new Touchy()), "shared", true);
  }

  private static Throwable failure(ThrowingCallable work) {
    return catchThrowable(work);
  }

  @Test
  void goesOnWhereAMachineWentAwayAndEncodesNoFinishedFileAgain() throws IOException {
    Touchy dying = new Touchy();
    dying.failAfter = 1500;
    assertThatThrownBy(() -> shared(job("shared", false), dying))
        .hasMessage("the machine went away");
    assertThat(folder.resolve("shared")).doesNotExist();
    Touchy second = new Touchy();
    EncodeReport report = shared(job("shared", false), second);
    assertThat(report.encoded()).isEqualTo(second.asked.get());
    Touchy all = new Touchy();
    shared(job("other", false), all);
    assertThat(second.asked.get()).isLessThan(all.asked.get());
    assertSameAsAlone(report, "shared", false);
  }

  @Test
  void aFileOfVectorsThatWasCutOffOrRemovedIsMadeAgain() throws IOException {
    EncodeJob job = job("shared", false);
    Touchy encoder = new Touchy();
    try (SharedEncoding encoding = begin(job, encoder)) {
      SharedWork work = SharedWork.open(encoding.folder());
      for (int piece : encoding.pieces()) {
        work.cut(piece);
      }
      encoding.plan();
      for (int shard : encoding.shards()) {
        work.encode(shard, encoder, done -> {});
      }
      try (FileChannel file =
          FileChannel.open(
              encoding.folder().resolve("shard-00001.npy"), StandardOpenOption.WRITE)) {
        file.truncate(file.size() - 5);
      }
      Files.delete(encoding.folder().resolve("shard-00003.npy"));
      Files.delete(encoding.folder().resolve("shard-00004.jsonl.gz"));
      assertThat(encoding.shards()).containsExactly(1, 3, 4);
    }
    assertSameAsAlone(shared(job, encoder), "shared", false);
  }

  /** What is lost between two steps: a file of vectors that the next step reads. */
  enum Loss {
    REMOVED_BEFORE_REPEATS,
    CUT_OFF_BEFORE_REPEATS,
    REMOVED_BEFORE_THE_END,
    CUT_OFF_BEFORE_THE_END
  }

  private static void lose(Path file, boolean whole) throws IOException {
    if (whole) {
      Files.delete(file);
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 7);
    }
  }

  private static void workAndLose(EncodeJob job, Touchy encoder, Loss loss) throws IOException {
    try (SharedEncoding encoding = begin(job, encoder)) {
      SharedWork work = SharedWork.open(encoding.folder());
      for (int piece : encoding.pieces()) {
        work.cut(piece);
      }
      encoding.plan();
      for (int shard : encoding.shards()) {
        work.encode(shard, encoder, done -> {});
      }
      boolean removed = loss.name().startsWith("REMOVED");
      List<Integer> unfilled = encoding.unfilled();
      assertThat(unfilled).contains(1);
      if (loss.name().endsWith("REPEATS")) {
        lose(encoding.folder().resolve("shard-00001.npy"), removed);
      }
      for (int shard : unfilled) {
        work.fill(shard);
      }
      lose(encoding.folder().resolve("shard-00001.filled.npy"), removed);
      encoding.finish(Progress.none());
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void aFileThatIsLostBetweenTwoStepsIsNamedAndMadeAgainByTheNext(Loss loss) throws IOException {
    EncodeJob job = job("shared", false);
    assertThatThrownBy(() -> workAndLose(job, new Touchy(), loss))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shard-00001");
    assertThat(folder.resolve("shared")).doesNotExist();
    assertSameAsAlone(shared(job, new Touchy()), "shared", false);
  }

  @Test
  void aChangedCorpusBeginsAnewAndOneEncodingIsNotSharedOutTwice() throws IOException {
    EncodeJob job = job("shared", false);
    Touchy encoder = new Touchy();
    try (SharedEncoding encoding = begin(job, encoder)) {
      SharedWork.open(encoding.folder()).cut(0);
      assertThat(encoding.pieces()).doesNotContain(0).isNotEmpty();
      assertThatThrownBy(() -> begin(job, encoder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is being encoded already");
    }
    try (SharedEncoding again = begin(job, encoder)) {
      assertThat(again.pieces()).doesNotContain(0);
      assertThat(again.discarded()).isZero();
    }
    Corpora.write(corpus, "late.txt", "One more sentence.");
    try (SharedEncoding changed = begin(job, encoder)) {
      assertThat(changed.pieces()).contains(0);
      assertThat(changed.discarded()).isOne();
    }
  }

  @Test
  void aMachineThatDoesNotSeeTheFolderOrHasAnotherEncoderIsToldSo() throws IOException {
    assertThatThrownBy(() -> SharedWork.open(folder.resolve("nowhere")))
        .hasMessageContaining("a folder that all machines share");
    try (SharedEncoding encoding = begin(job("shared", false), new Touchy())) {
      SharedWork work = SharedWork.open(encoding.folder());
      EncoderFingerprint other = new EncoderFingerprint("other", "ab".repeat(32), List.of());
      assertThatThrownBy(() -> work.requireSame(other))
          .hasMessageContaining("its encoder `other` is not the `fake`");
      work.requireSame(new FakeEncoder().fingerprint());
      Path settings = encoding.folder().resolve("job.json");
      String now = "\"cutting\":" + Chunker.RULES;
      String said = Files.readString(settings);
      Files.writeString(settings, said.replace(now, "\"cutting\":1"));
      assertThat(said).contains(now);
      assertThatThrownBy(() -> SharedWork.open(encoding.folder()))
          .hasMessageContaining("another version of Nextvec");
    }
  }

  /** The system's own device for it: whatever is written there finds no space. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aDiskThatIsFullIsNamedWithTheFileWhichIsNotThere() {
    Path file = folder.resolve("shard-00001.npy");
    WorkFolder.Filling onFullDisk =
        temporary -> {
          try (FileChannel full =
              FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            full.write(ByteBuffer.allocate(8));
          }
        };
    assertThatThrownBy(() -> WorkFolder.write(file, out -> WorkFolder.make(file, onFullDisk)))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "writing .*shard-00001\\.npy failed: no space left on the disk .*: free some and run"
                + " the same command again");
    assertThat(folder).isDirectoryNotContaining("glob:**shard*");
  }
}
