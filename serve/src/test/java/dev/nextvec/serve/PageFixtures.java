package dev.nextvec.serve;

import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.vector.RowChecks;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the page is shown with: the small things of the other tests, and hostile texts. */
final class PageFixtures {
  /** A text that would run if it were not escaped, in every place that markup has. */
  static final String SCRIPT =
      "</p></script><script>document.title='run'</script><img src=x"
          + " onerror=\"document.title='run'\"> ' \" & `";

  /** Hebrew, a direction that was turned round and is not turned back, and control characters. */
  static final String TURNED =
      "\u05e9\u05dc\u05d5\u05dd \u202e turned \u0007\u001b[31m and \ud83d\ude00";

  private PageFixtures() {}

  /** A dataset whose titles and texts try to be something else. */
  static Path hostile(Path folder) throws IOException {
    Path data = folder.resolve("hostile.nv");
    DatasetOptions options =
        DatasetOptions.of(Fixtures.DIM, VectorType.FLOAT32)
            .withEncoder(Optional.of(new WordEncoder().fingerprint()));
    try (DatasetWriter writer = DatasetWriter.create(data, options)) {
      document(writer, "a'b\"<c>&d", SCRIPT, SCRIPT);
      document(writer, "turned \u202e", TURNED, TURNED);
      document(writer, "long", "x".repeat(400), "y ".repeat(20_000) + "\ud83d\ude00".repeat(9000));
      writer.finish();
    }
    return data;
  }

  /** Vectors without their texts. */
  static Path wordless(Path folder) throws IOException {
    Path data = folder.resolve("wordless.nv");
    DatasetOptions options =
        DatasetOptions.of(Fixtures.DIM, VectorType.FLOAT32)
            .withEncoder(Optional.of(new WordEncoder().fingerprint()));
    try (DatasetWriter writer = DatasetWriter.create(data, options)) {
      writer.begin("w", "", "w");
      for (int c = 0; c < 9; c++) {
        writer.add(List.of(), WordEncoder.vector("chunk " + c), 0, 1);
      }
      writer.end();
      writer.finish();
    }
    return data;
  }

  private static void document(DatasetWriter writer, String id, String title, String text)
      throws IOException {
    List<String> texts = new ArrayList<>();
    for (int c = 0; c < 6; c++) {
      texts.add("chunk " + c + " " + text);
    }
    float[][] vectors = texts.stream().map(WordEncoder::vector).toArray(float[][]::new);
    writer.begin(id, title, id);
    writer.add(texts, RowChecks.flatten(vectors), 0, texts.size());
    writer.end();
  }
}
