package dev.nextvec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * What of Nextvec a service carries that opens a model with {@code nextvec-onnx} alone: the modules
 * that {@code dependencies/onnx.txt} decides upon, as jars of what they are compiled to.
 */
class ServiceSizeTest {
  private static final long MOST = 1_000_000;

  private static List<String> modules() throws IOException {
    try (var in = ServiceSizeTest.class.getResourceAsStream("dependencies/onnx.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      Stream<String> own =
          text.lines()
              .filter(line -> line.startsWith("dev.nextvec:"))
              .map(line -> line.substring("dev.nextvec:nextvec-".length()));
      return Stream.concat(own, Stream.of("onnx")).toList();
    }
  }

  /** Bytes of a jar of all that a module is compiled to. */
  private static long jarBytes(String module) throws IOException {
    Path classes = Path.of("..", module, "target", "classes");
    long[] bytes = {0};
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int one) {
            bytes[0]++;
          }

          @Override
          public void write(byte[] from, int offset, int count) {
            bytes[0] += count;
          }
        };
    try (ZipOutputStream jar = new ZipOutputStream(counting);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, jar);
      }
    }
    return bytes[0];
  }

  @Test
  void aServiceThatPredictsCarriesLessThanAMegabyteOfNextvec() throws IOException {
    List<String> modules = modules();
    assertThat(modules).contains("core", "onnx");
    long all = 0;
    for (String module : modules) {
      long bytes = jarBytes(module);
      assertThat(bytes).as("what %s is compiled to", module).isGreaterThan(MOST / 20);
      all += bytes;
    }
    assertThat(all)
        .as("bytes of %s (with what an older build left? clean first)", modules)
        .isLessThan(MOST);
  }
}
