package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.text.EncodeJob;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.PrecisionChoice;
import dev.nextvec.text.SharedEncoding;
import dev.nextvec.text.SharedWork;
import dev.nextvec.text.TinyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a network that is loaded and run. */
@Timeout(60)
class ExecutorEncodersTest {
  private static final int CORES = 2;
  private static final List<String> TEXTS =
      IntStream.range(0, 2000).mapToObj("the river runs %d."::formatted).toList();

  @TempDir Path folder;
  private EncoderChoice choice;
  private SharedEncoding encoding;

  @BeforeEach
  void begin() throws IOException {
    Path network = Files.createDirectory(folder.resolve("network"));
    TinyNetwork.write(network, true);
    choice =
        new EncoderChoice(
            network.toString(),
            "",
            EncoderChoice.KEY_VARIABLE,
            "Authorization",
            32,
            CORES,
            PrecisionChoice.FLOAT32);
    Path text = Files.writeString(folder.resolve("one.txt"), "the river runs.");
    EncodeJob job = EncodeJob.of(List.of(text.toString()), folder.resolve("out"));
    try (Encoder open = choice.open(line -> {})) {
      encoding = SharedEncoding.begin(job, job.found(), open.fingerprint(), open.dimension());
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("encoder-"))
        .count();
  }

  /** What a task saw. */
  private record Seen(Encoder encoder, long threads) {}

  private Callable<Seen> task(ExecutorEncoders encoders, CyclicBarrier together) {
    return () -> {
      SharedWork work = SharedWork.open(encoding.folder());
      try (ExecutorEncoders.Use use = encoders.use(choice, work)) {
        together.await();
        assertThat(use.encoder().encode(TEXTS)).hasNumberOfRows(TEXTS.size());
        together.await();
        return new Seen(use.encoder(), threads());
      }
    };
  }

  @Test
  void tasksAtOnceShareOneEncoderWithItsThreadsWhichIsClosedWhenNobodyUsesIt() throws Exception {
    LoopbackCluster.await(() -> threads() == 0);
    ExecutorEncoders encoders = new ExecutorEncoders(Duration.ofMillis(100));
    CyclicBarrier together = new CyclicBarrier(3);
    try (SharedEncoding held = encoding;
        ExecutorService tasks = Executors.newFixedThreadPool(3)) {
      List<Future<Seen>> running =
          IntStream.range(0, 3).mapToObj(i -> tasks.submit(task(encoders, together))).toList();
      assertThat(held.folder()).exists();
      Seen first = running.getFirst().get();
      for (Future<Seen> each : running) {
        assertThat(each.get().encoder()).isSameAs(first.encoder());
        assertThat(each.get().threads()).isEqualTo(CORES);
      }
      LoopbackCluster.await(() -> threads() == 0);
      Seen later = task(encoders, new CyclicBarrier(1)).call();
      assertThat(later.encoder()).isNotSameAs(first.encoder());
      LoopbackCluster.await(() -> threads() == 0);
    }
  }
}
