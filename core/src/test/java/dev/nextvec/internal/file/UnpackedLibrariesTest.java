package dev.nextvec.internal.file;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedLibrariesTest {
  private static final String PROPERTY = "java.io.tmpdir";
  private final String before = System.getProperty(PROPERTY);

  @TempDir Path folder;

  @BeforeEach
  void onLinuxAlone() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/maps")));
  }

  @AfterEach
  void restore() {
    System.setProperty(PROPERTY, before);
  }

  @Test
  void aTemporaryFolderThatTakesNoLibraryIsNamedBeforeItIsUnpacked() {
    Path none = folder.resolve("none");
    System.setProperty(PROPERTY, none.toString());
    assertThatThrownBy(UnpackedLibraries::requireRoom)
        .hasMessageContaining(none + ", which is no directory: make room there, or name another");
    System.setProperty(PROPERTY, "/proc/self");
    assertThatThrownBy(UnpackedLibraries::requireRoom).hasMessageContaining("/proc/self, which");
    System.setProperty(PROPERTY, before);
    assertThatCode(UnpackedLibraries::requireRoom).doesNotThrowAnyException();
  }
}
