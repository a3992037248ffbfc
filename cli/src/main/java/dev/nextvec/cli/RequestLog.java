package dev.nextvec.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines about requests go. A line that cannot be written, on a full disk say, is lost and
 * told of once: a server goes on.
 *
 * @param file that lines are appended to, if they are
 */
record RequestLog(Optional<Consumer<String>> lines, Optional<OutputStream> file)
    implements AutoCloseable {

  static RequestLog open(@Nullable String where, Console console) throws IOException {
    if (where == null) {
      return new RequestLog(Optional.empty(), Optional.empty());
    }
    if (where.equals("-")) {
      return new RequestLog(Optional.of(console::log), Optional.empty());
    }
    OutputStream out =
        Files.newOutputStream(
            TypedPath.of(where), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return new RequestLog(Optional.of(line -> append(out, line, where, console)), Optional.of(out));
  }

  private static void append(OutputStream out, String line, String where, Console console) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8)); // one call: no line is torn
    } catch (IOException e) {
      console.logOnce(
          "access-log",
          "warning: lines of %s are lost, requests are answered all the same: %s"
              .formatted(where, e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
