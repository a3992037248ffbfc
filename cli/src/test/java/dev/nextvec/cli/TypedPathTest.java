package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java gives a program {@code U+FFFD} for each byte of an argument that is not UTF-8. */
class TypedPathTest {
  private static final String REASON = "has bytes in its name that are not UTF-8";

  @TempDir Path folder;

  private void refuses(int exit, Object... words) {
    Invoked called = Invoked.call(words);
    assertThat(called.exit()).isEqualTo(exit);
    assertThat(called.err()).contains(REASON).hasLineCount(1);
  }

  @Test
  void aNameThatIsNoTextIsRefusedForWhatIsReadAndForWhatIsMade() {
    String name = folder.resolve("caf\ufffd").toString();
    refuses(2, "predict", name + ".onnx", "--vectors", "x.npy");
    refuses(2, "predict", "a.onnx", "--vectors", "x.npy", "--out", name + ".npy");
    refuses(2, "data", "info", name);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileWithSuchACharacterInItsNameIsOpened() throws Exception {
    Path file = Files.writeString(folder.resolve("caf\ufffd.onnx"), "no graph");
    assertThat(Invoked.call("predict", file, "--vectors", "x.npy").err()).doesNotContain(REASON);
    assertThat(TypedPath.notText(folder.resolve("\ufffd").toString())).isPresent();
  }
}
