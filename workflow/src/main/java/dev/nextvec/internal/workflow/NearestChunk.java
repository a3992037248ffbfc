package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.internal.retrieval.SameText;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.vector.Rows;
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
   * The chunks of contexts themselves: by their rows, or, where they are not of the dataset, by
   * their vectors.
   *
   * @param alike cosine above which two vectors are of one text
   */
  private record Own(Contexts contexts, Dataset dataset, boolean ofDataset, double alike) {
    static Own of(Contexts contexts, Dataset dataset) {
      return new Own(
          contexts,
          dataset,
          contexts.rows().filter(rows -> rows.isOf(dataset)).isPresent(),
          SameText.leastCosine(contexts.encoder(), dataset.encoder()));
    }

    boolean has(int context, long row, float[] block, int at) {
      return ofDataset
          ? contexts.rows().orElseThrow().has(row)
          : Arrays.stream(contexts.values().get(context))
              .anyMatch(v -> Rows.cosine(v, 0, block, at, v.length) > alike);
    }
  }

  /**
   * The nearest chunks of each prediction, best first. Those of its context are left out, and so
   * are chunks with the same vector where the context is not of the dataset.
   *
   * @param count how many of each; fewer where the dataset has no more
   * @return in the order of the predictions
   * @throws IllegalArgumentException if the dataset's vectors are not of the model's kind
   */
  public static List<List<NearestChunk>> of(
      Model model, Contexts contexts, List<Prediction> predictions, Dataset dataset, int count)
      throws IOException {
    int dimension = dataset.dimension();
    if (dimension != model.dimension()) {
      throw new IllegalArgumentException(
          "%s has vectors of %d numbers but the model `%s` predicts %d"
              .formatted(dataset.path(), dimension, model.name(), model.dimension()));
    }
    List<PriorityQueue<Hit>> found = new ArrayList<>();
    predictions.forEach(each -> found.add(new PriorityQueue<>(Hit.BEST.reversed())));
    Own own = Own.of(contexts, dataset);
    float[] block = new float[BLOCK * dimension];
    for (long first = 0; first < dataset.count(); first += BLOCK) {
      int rows = (int) Math.min(BLOCK, dataset.count() - first);
      dataset.vectors().read(first, rows, block, 0);
      float[] compared = model.candidates().map(map -> mapped(map, block, rows)).orElse(block);
      for (int k = 0; k < rows; k++) {
        for (int p = 0; p < predictions.size(); p++) {
          float[] predicted = predictions.get(p).vector();
          Hit hit =
              new Hit(Rows.cosine(compared, k * dimension, predicted, 0, dimension), first + k);
          if (isKept(found.get(p), hit, count) && !own.has(p, hit.row(), block, k * dimension)) {
            keep(found.get(p), hit, count);
          }
        }
      }
    }
    List<List<NearestChunk>> all = new ArrayList<>();
    for (PriorityQueue<Hit> hits : found) {
      all.add(chunks(dataset, hits));
    }
    return all;
  }

  /** What predictions are compared with in place of rows. */
  private static float[] mapped(CandidateMap map, float[] block, int rows) {
    int dimension = map.dimension();
    float[] mapped = new float[rows * dimension];
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            k -> {
              float[] row = Arrays.copyOfRange(block, k * dimension, (k + 1) * dimension);
              System.arraycopy(map.apply(row), 0, mapped, k * dimension, dimension);
            });
    return mapped;
  }

  private static boolean isKept(PriorityQueue<Hit> hits, Hit hit, int count) {
    return hits.size() < count || Hit.BEST.compare(hit, hits.element()) < 0;
  }

  private static void keep(PriorityQueue<Hit> hits, Hit hit, int count) {
    hits.add(hit);
    if (hits.size() > count) {
      hits.poll();
    }
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
