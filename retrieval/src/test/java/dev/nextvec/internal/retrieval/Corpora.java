package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderFingerprint.ProbeText;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.progress.Monitor;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Small corpora whose chunks drift, in vectors and in words. */
public final class Corpora {
  public static final int DIM = 16;

  private Corpora() {}

  /** What made the vectors, it is said. */
  public static EncoderFingerprint encoder(String name, float first) {
    float[] probe = new float[DIM];
    probe[0] = first;
    probe[1] = 1;
    return new EncoderFingerprint(name, "", List.of(ProbeText.of("a probe", probe)));
  }

  /** Documents of chunks, each near the one before it and sharing words with it. */
  public static Path drifting(Path target, int documents, int chunks, long seed)
      throws IOException {
    Random random = new Random(seed);
    DatasetOptions options =
        DatasetOptions.of(DIM, VectorType.FLOAT32).withEncoder(Optional.of(encoder("drift", 0)));
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      for (int d = 0; d < documents; d++) {
        writer.begin("d" + d, "Title " + d % 3, "d" + d);
        writer.add(texts(random, chunks), walk(random, chunks, DIM), 0, chunks);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  /** One document of given vectors without text. */
  public static Path of(Path target, int dimension, float[] rows) throws IOException {
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(dimension, VectorType.FLOAT32))) {
      writer.begin("all", "", "all");
      writer.add(List.of(), rows, 0, rows.length / dimension);
      writer.end();
      writer.finish();
    }
    return target;
  }

  static List<String> texts(Random random, int chunks) {
    List<String> texts = new ArrayList<>();
    int topic = random.nextInt(200);
    for (int c = 0; c < chunks; c++) {
      topic += random.nextInt(3) - 1;
      StringBuilder text = new StringBuilder("the");
      for (int w = 0; w < 8; w++) {
        text.append(" word").append(Math.abs(topic + random.nextInt(5)));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  /** Unit vectors, each near the one before it. */
  static float[] walk(Random random, int chunks, int dimension) {
    float[] rows = new float[chunks * dimension];
    for (int i = 0; i < rows.length; i++) {
      float before = i < dimension ? 0 : rows[i - dimension];
      rows[i] = before + 0.4f * (float) random.nextGaussian();
      if (i % dimension == dimension - 1) {
        Rows.normalise(rows, i - dimension + 1, dimension);
      }
    }
    return rows;
  }

  /** Indexes a dataset with the standard settings of a type. */
  public static Path index(Path data, Path out, SearchType type) throws IOException {
    try (Dataset dataset = Dataset.open(data)) {
      new IndexWriting(IndexSettings.of(type), 5, Optional.empty(), Monitor.none())
          .write(dataset, out, true);
    }
    return out;
  }
}
