package dev.nextvec.internal.onnx;

import dev.nextvec.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens models, predicts and closes them a thousand times; prints the memory before and after. */
final class ManyOpens {
  private static final int WARM = 200;
  private static final int TIMES = 1000;

  private ManyOpens() {}

  public static void main(String[] paths) throws IOException {
    for (int i = 0; i < WARM; i++) {
      openAll(paths);
    }
    long before = residentKilobytes();
    for (int i = 0; i < TIMES; i++) {
      openAll(paths);
    }
    System.out.println((residentKilobytes() - before) / 1024);
  }

  private static void openAll(String[] paths) throws IOException {
    for (String path : paths) {
      try (Model model = Model.open(Path.of(path))) {
        float[][] context = new float[model.contextLength()][model.dimension()];
        context[0][0] = 1;
        model.predict(context);
      }
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
