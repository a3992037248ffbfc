package dev.nextvec.internal.page;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.serve.RunFixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of epochs that is written while it is read, by whoever and however. */
class MetricsTailTest {
  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("metrics.jsonl");
  }

  private static String line(int epoch) {
    return ConfigJson.write(RunFixtures.epoch(epoch)) + "\n";
  }

  private static List<Integer> epochs(MetricsTail.Look look) {
    return look.epochs().stream().map(EpochRecord::epoch).toList();
  }

  @Test
  void onlyWhatIsNewIsTold() throws IOException {
    MetricsTail tail = new MetricsTail(file);
    assertThat(tail.look()).isEqualTo(MetricsTail.Look.NOTHING);
    Files.writeString(file, line(1) + line(2));
    assertThat(epochs(tail.look())).containsExactly(1, 2);
    assertThat(tail.look()).isEqualTo(MetricsTail.Look.NOTHING);
    Files.writeString(file, line(3), APPEND);
    assertThat(epochs(tail.look())).containsExactly(3);
  }

  @Test
  void halfALineWaitsForItsRest() throws IOException {
    MetricsTail tail = new MetricsTail(file);
    byte[] all = (line(1) + line(2)).getBytes(StandardCharsets.UTF_8);
    int told = 0;
    Files.write(file, new byte[0]);
    for (byte each : all) {
      Files.write(file, new byte[] {each}, APPEND);
      MetricsTail.Look look = tail.look();
      assertThat(look.unreadable()).isZero();
      told += look.epochs().size();
    }
    assertThat(told).isEqualTo(2);
  }

  @Test
  void aFileThatWasCutOrReplacedBeginsAnew() throws IOException {
    MetricsTail tail = new MetricsTail(file);
    Files.writeString(file, line(1) + line(2) + line(3));
    tail.look();
    Files.writeString(file, line(1));
    MetricsTail.Look cut = tail.look();
    assertThat(cut.afresh()).isTrue();
    assertThat(epochs(cut)).containsExactly(1);
    Path other = Files.writeString(folder.resolve("other"), line(1) + line(2) + line(3) + line(4));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    MetricsTail.Look replaced = tail.look();
    assertThat(replaced.afresh()).isTrue();
    assertThat(epochs(replaced)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aFileThatIsGoneIsToldOnceAndMayComeBack() throws IOException {
    MetricsTail tail = new MetricsTail(file);
    Files.writeString(file, line(1));
    tail.look();
    Files.delete(file);
    assertThat(tail.look().afresh()).isTrue();
    assertThat(tail.look()).isEqualTo(MetricsTail.Look.NOTHING);
    Files.writeString(file, line(1));
    assertThat(epochs(tail.look())).containsExactly(1);
  }

  @Test
  void whatIsNoEpochIsCountedAndWhatFollowsIsRead() throws IOException {
    MetricsTail tail = new MetricsTail(file);
    Files.writeString(file, "{\"epoch\":1}\nno\n\u0000\n" + line(2));
    MetricsTail.Look look = tail.look();
    assertThat(look.unreadable()).isEqualTo(3);
    assertThat(epochs(look)).containsExactly(2);
    Files.writeString(file, "x".repeat(100_000), APPEND);
    assertThat(tail.look().unreadable()).as("a line without an end is not kept").isEqualTo(1);
  }
}
