package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KernelCacheTest {
  private final List<Integer> compiled = new ArrayList<>();
  private final List<Integer> closed = new ArrayList<>();

  private KernelCache.Kernel compile(int key) {
    compiled.add(key);
    return () -> closed.add(key);
  }

  @Test
  void freesWhatWasNotUsedForLongest() {
    KernelCache<Integer, KernelCache.Kernel> kept = new KernelCache<>(2);
    kept.get(1, this::compile);
    kept.get(2, this::compile);
    kept.get(1, this::compile);
    kept.get(3, this::compile);
    assertThat(closed).containsExactly(2);
    kept.get(1, this::compile);
    assertThat(compiled).containsExactly(1, 2, 3);
    kept.close();
    assertThat(closed).containsExactlyInAnyOrder(1, 2, 3);
    kept.get(1, this::compile);
    assertThat(compiled).endsWith(1);
  }
}
