package dev.nextvec.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.EncoderCheck;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.WorkerReport.Agreement;
import dev.nextvec.model.Gru;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of a cluster sees other files than the one that sent it there. */
class TeamMemberTest {
  private static final int DIM = 4;
  private static final EncoderFingerprint MADE =
      new EncoderFingerprint("maker", "ab".repeat(32), List.of());

  @TempDir Path folder;
  private Path data;
  private Path shard;
  private TeamTask task;
  private WorkerLook look;

  @BeforeEach
  void make() throws IOException {
    data = dataset(folder.resolve("data"), 1);
    shard = data.resolve("vectors-00001.npy");
    assertThat(shard).exists();
    try (Dataset open = Dataset.open(data)) {
      TrainingTask training =
          new TrainingTask(
              "gru", new Gru(DIM, 3, 8, 1), TrainingConfig.defaults(), folder.resolve("run"));
      task =
          TeamTask.of(
              open, Split.of(open, 3, 1), training, "", Duration.ofMinutes(1), Device.CPU, 1);
      look = WorkerLook.of(open, Device.CPU);
    }
  }

  private static Path dataset(Path target, long seed) throws IOException {
    Random random = new Random(seed);
    DatasetOptions options =
        DatasetOptions.of(DIM, VectorType.FLOAT32)
            .withShardRows(100)
            .withEncoder(Optional.of(MADE));
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      for (int document = 0; document < 20; document++) {
        float[] rows = new float[10 * DIM];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (float) random.nextGaussian();
        }
        writer.append("d" + document, "", "d" + document, List.of(), rows);
      }
      writer.finish();
    }
    return target;
  }

  private TeamMember ready() throws IOException {
    return TeamMember.ready(
        task, task.engine(1), task.open(Monitor.none()), Optional.empty(), Monitor.none());
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(this::ready)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aShardThatIsGoneOrCutOffIsNamed() throws IOException {
    try (TeamMember member = ready()) {
      assertThat(member).isNotNull();
    }
    try (FileChannel file = FileChannel.open(shard, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 1);
    }
    assertRefused("vectors-00001.npy is truncated");
    Files.delete(shard);
    assertRefused("vectors-00001.npy");
  }

  @Test
  void anotherDatasetUnderTheSamePathIsRefused() throws IOException {
    Files.move(data, folder.resolve("moved"));
    dataset(data, 2);
    assertRefused("dataset.json");
  }

  @Test
  void otherDocumentsOfTheSameVectorsAreRefused() throws IOException {
    Path table = data.resolve("documents.jsonl");
    Path manifest = data.resolve("dataset.json");
    String before = Sha256.ofFile(table);
    Files.writeString(table, Files.readString(table).replace("\"d19\"", "\"e19\""));
    String after = Sha256.ofFile(table);
    Files.writeString(manifest, Files.readString(manifest).replace(before, after));
    assertRefused("is not the dataset that the training began with");
  }

  private WorkerReport report(WorkerLook wanted) {
    return wanted.here(
        "w",
        recorded -> new EncoderCheck.Reply(EncoderCheck.State.SAME, recorded.name()),
        Monitor.none());
  }

  @Test
  void whoLooksFirstFindsEachOfThese() throws IOException {
    assertThat(report(look).faults()).isEmpty();
    assertThat(report(look))
        .isInstanceOfSatisfying(
            WorkerReport.Seen.class,
            seen -> {
              assertThat(seen.dataset()).isEqualTo(Agreement.SAME);
              assertThat(seen.encoder()).isEqualTo(Agreement.SAME);
            });
    Files.move(data, folder.resolve("moved"));
    assertThat(report(look).faults())
        .singleElement()
        .asString()
        .startsWith("it cannot use the dataset: " + data + " does not exist");
    dataset(data, 2);
    assertThat(report(look).faults())
        .singleElement()
        .asString()
        .startsWith("`" + data + "` is not the dataset that the driver sees (sha256 ");
    assertThat(
            look.here(
                    "w",
                    recorded -> new EncoderCheck.Reply(EncoderCheck.State.DIFFERENT, "no"),
                    Monitor.none())
                .faults())
        .contains("its encoder is not the one that made the dataset: no");
  }
}
