package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * A chunk of a dataset that is near a prediction.
 *
 * @param cosine to the prediction; of a mapped chunk, where the model has two sides
 * @param document its document's id
 * @param position its number in the document, from 0
 * @param text where the dataset has texts
 */
public record NearestChunk(double cosine, String document, long position, Optional<String> text) {
  private static final int BLOCK = 1024;

  private record Hit(double cosine, long row) {
    /** The best first; of equals, the first of the dataset. */
    static final Comparator<Hit> BEST =
        Comparator.comparingDouble(Hit::cosine).reversed().thenComparingLong(Hit::row);
  }

  /**
   * The nearest chunks of each prediction, best first. Those of the context itself are left out.
   *
   * @param count how many of each; fewer where the dataset has no more
   * @return in the order of the predictions
   * @throws IllegalArgumentException if the dataset's vectors are not of the model's kind
   */
  public static List<List<NearestChunk>> of(
      Model model, Contexts contexts, List<Prediction> predictions, Dataset dataset, int count)
      throws IOException {
    List<PriorityQueue<Hit>> found = new ArrayList<>();
    predictions.forEach(each -> found.add(new PriorityQueue<>(Hit.BEST.reversed())));
    int dimension = dataset.dimension();
    if (dimension != model.dimension()) {
      throw new IllegalArgumentException(
          "%s has vectors of %d numbers but the model `%s` predicts %d"
              .formatted(dataset.path(), dimension, model.name(), model.dimension()));
    }
    float[] block = new float[BLOCK * dimension];
    for (long first = 0; first < dataset.count(); first += BLOCK) {
      int rows = (int) Math.min(BLOCK, dataset.count() - first);
      dataset.vectors().read(first, rows, block, 0);
      model.candidates().ifPresent(map -> apply(map, block, rows));
      for (int k = 0; k < rows; k++) {
        long row = first + k;
        if (contexts.rows().isPresent() && contexts.rows().get().has(dataset, row)) {
          continue;
        }
        for (int p = 0; p < predictions.size(); p++) {
          double cosine = cosine(block, k * dimension, predictions.get(p).vector());
          keep(found.get(p), new Hit(cosine, row), count);
        }
      }
    }
    List<List<NearestChunk>> all = new ArrayList<>();
    for (PriorityQueue<Hit> hits : found) {
      all.add(chunks(dataset, hits));
    }
    return all;
  }

  /** Replaces rows by what predictions are compared with. */
  private static void apply(CandidateMap map, float[] block, int rows) {
    int dimension = map.dimension();
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            k -> {
              float[] row = Arrays.copyOfRange(block, k * dimension, (k + 1) * dimension);
              System.arraycopy(map.apply(row), 0, block, k * dimension, dimension);
            });
  }

  private static void keep(PriorityQueue<Hit> hits, Hit hit, int count) {
    hits.add(hit);
    if (hits.size() > count) {
      hits.poll();
    }
  }

  private static double cosine(float[] rows, int at, float[] prediction) {
    double dot = 0;
    double a = 0;
    double b = 0;
    for (int i = 0; i < prediction.length; i++) {
      dot += (double) rows[at + i] * prediction[i];
      a += (double) rows[at + i] * rows[at + i];
      b += (double) prediction[i] * prediction[i];
    }
    return a == 0 || b == 0 ? 0 : dot / Math.sqrt(a * b);
  }

  private static List<NearestChunk> chunks(Dataset dataset, PriorityQueue<Hit> hits)
      throws IOException {
    List<NearestChunk> chunks = new ArrayList<>();
    for (Hit hit : hits.stream().sorted(Hit.BEST).toList()) {
      Document document =
          dataset.documents().stream()
              .filter(d -> hit.row() >= d.first() && hit.row() < d.first() + d.count())
              .findFirst()
              .orElseThrow();
      Optional<String> text =
          dataset.texts().isPresent()
              ? Optional.of(dataset.texts().get().text(hit.row()))
              : Optional.empty();
      chunks.add(new NearestChunk(hit.cosine(), document.id(), hit.row() - document.first(), text));
    }
    return chunks;
  }
}
