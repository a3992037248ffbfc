package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.progress.Stopped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardInputTest {
  @TempDir Path folder;
  private final StopSignal stop = new StopSignal();

  private StandardInput of(InputStream stream) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    return new StandardInput(stream, new Console(nowhere, nowhere, false, 80, false), stop);
  }

  @Test
  void isCopiedToItsEnd() throws IOException {
    Path file = folder.resolve("copy.txt");
    of(new ByteArrayInputStream("a word".getBytes(StandardCharsets.UTF_8))).copy(file);
    assertThat(file).hasContent("a word");
  }

  @Test
  void thatNeverEndsDoesNotKeepWhoeverAsksToStop() throws IOException {
    try (PipedOutputStream open = new PipedOutputStream();
        PipedInputStream waiting = new PipedInputStream(open)) {
      stop.request();
      assertThatThrownBy(() -> of(waiting).copy(folder.resolve("never.txt")))
          .isInstanceOf(Stopped.class);
    }
  }

  @Test
  void thatCannotBeReadIsNamed() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Is a directory");
          }
        };
    assertThatThrownBy(() -> of(broken).copy(folder.resolve("none.txt")))
        .isInstanceOf(IOException.class)
        .hasMessage("reading standard input failed: Is a directory");
  }
}
