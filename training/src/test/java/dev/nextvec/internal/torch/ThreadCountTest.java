package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which number of threads an engine computes with, on a thread that computed for another. */
class ThreadCountTest {
  private final ExecutorService computing = Executors.newSingleThreadExecutor();
  private final ExecutorService beside = Executors.newSingleThreadExecutor();

  @AfterEach
  void leave() {
    computing.shutdownNow();
    beside.shutdownNow();
  }

  private int threadsOf(Libtorch engine) throws Exception {
    return computing
        .submit(
            () -> {
              try (PointerScope scope = engine.scope()) {
                return torch.get_num_threads();
              }
            })
        .get();
  }

  @Test
  void areThoseOfTheEngineWhateverTheThreadComputedBefore() throws Exception {
    Libtorch two = computing.submit(() -> Libtorch.start(Device.CPU, 2)).get();
    assertThat(threadsOf(two)).isEqualTo(2);
    Libtorch one = beside.submit(() -> Libtorch.start(Device.CPU, 1)).get();
    assertThat(computing.submit(() -> torch.get_num_threads()).get())
        .as("the thread's own number, which another thread's start does not change")
        .isEqualTo(2);
    assertThat(threadsOf(one)).isEqualTo(1);
    assertThat(threadsOf(two)).isEqualTo(2);
    computing.submit(ThreadCount::alone).get();
    assertThat(threadsOf(two)).isEqualTo(2);
  }
}
