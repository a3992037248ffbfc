package dev.nextvec.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {
  @TempDir Path group;

  @Test
  void aContainerHasWhatItsLimitLeavesAndWhatOnlyKeepsFiles() throws IOException {
    Files.writeString(group.resolve("memory.max"), "1000000\n");
    Files.writeString(group.resolve("memory.current"), "900000\n");
    Files.writeString(group.resolve("memory.stat"), "anon 500000\ninactive_file 250000\n");
    assertThat(FreeMemory.of(group)).hasValue(350_000);
    Files.writeString(group.resolve("memory.max"), "max\n");
    assertThat(FreeMemory.of(group)).isEmpty();
  }

  @Test
  void whatIsNotThereLimitsNothing() {
    assertThat(FreeMemory.of(group.resolve("none"))).isEmpty();
  }
}
