package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.npy.NpyArray;
import dev.nextvec.model.Model;
import dev.nextvec.vector.RowChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Contexts to predict from.
 *
 * @param values each {@code [contextLength, dimension]}, oldest vector first
 * @param encoder what made the vectors, where that is known
 * @param rows the rows of a dataset that the only context is, where it is from one
 */
public record Contexts(
    List<float[][]> values, Optional<EncoderFingerprint> encoder, Optional<Rows> rows) {
  public Contexts {
    values = List.copyOf(values);
  }

  /**
   * Rows of a dataset.
   *
   * @param dataset its hash
   */
  public record Rows(String dataset, long first, int count) {
    boolean isOf(Dataset other) {
      return other.sha256().equals(dataset);
    }

    boolean has(long row) {
      return row >= first && row < first + count;
    }
  }

  /**
   * The last of some vectors.
   *
   * @param vectors {@code [vectors, dimension]}, oldest first
   * @param noun what one is, for messages, such as {@code chunk}
   * @throws IllegalArgumentException if there are too few
   */
  public static Contexts last(
      Model model, List<float[]> vectors, String noun, EncoderFingerprint encoder) {
    requireEnough(model, vectors.size(), noun, "");
    int from = vectors.size() - model.contextLength();
    float[][] context = vectors.subList(from, vectors.size()).toArray(float[][]::new);
    return new Contexts(List.<float[][]>of(context), Optional.of(encoder), Optional.empty());
  }

  /**
   * Checks that there are as many vectors as a context takes.
   *
   * @param noun what one is, for messages, such as {@code chunk}
   * @param where follows it, such as {@code in a.npy}; may be empty
   * @throws IllegalArgumentException if there are fewer
   */
  public static void requireEnough(Model model, long count, String noun, String where) {
    if (count < model.contextLength()) {
      throw new IllegalArgumentException(
          "the model `%s` predicts from %s but there %s only %s%s: give more"
              .formatted(
                  model.name(),
                  Figures.counted(model.contextLength(), "vector"),
                  count == 1 ? "is" : "are",
                  Figures.counted(count, noun),
                  where));
    }
  }

  /**
   * The contexts in a file: the last rows of {@code [rows, dimension]}, or each of {@code [batch,
   * contextLength, dimension]}.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if the shape is another, or a vector is zero or not finite
   */
  public static Contexts ofFile(Model model, Path file) throws IOException {
    NpyArray array = NpyArray.open(file).requireFloats();
    int n = model.contextLength();
    List<Long> shape = array.shape();
    boolean one = shape.size() == 2;
    boolean batch = shape.size() == 3 && shape.get(1) == n && shape.get(0) > 0;
    if ((!one && !batch) || shape.getLast() != model.dimension()) {
      throw new IllegalArgumentException(
          "%1$s has shape %2$s: the model `%3$s` takes [rows, %5$d] with at least %4$d rows, or [contexts, %4$d, %5$d]"
              .formatted(file, array.header().shapeText(), model.name(), n, model.dimension()));
    }
    if (one) {
      requireEnough(model, array.rows(), "row", " in " + file);
    }
    List<float[][]> contexts = new ArrayList<>();
    long rows = one ? 1 : array.rows();
    for (long i = 0; i < rows; i++) {
      float[] flat = new float[n * model.dimension()];
      array.floats(one ? array.rows() - n : i, one ? n : 1, flat, 0);
      String where = one ? file.toString() : "context " + i + " of " + file;
      contexts.add(sound(flat, model.dimension(), one ? array.rows() - n : 0, where));
    }
    return new Contexts(contexts, Optional.empty(), Optional.empty());
  }

  /**
   * Where a prediction stands in a dataset.
   *
   * @param end number of the predicted chunk in the document
   */
  public record Place(Document document, long end) {}

  /**
   * Finds it.
   *
   * @param id the document; may be left out where there is but one
   * @param at number of the predicted chunk in the document, at most the number of its chunks;
   *     without it, the chunk after the last
   * @throws IllegalArgumentException if there is no such document or chunk
   */
  public static Place place(Model model, Dataset dataset, Optional<String> id, OptionalLong at) {
    Document document = document(dataset, id);
    int n = model.contextLength();
    long end = at.orElse(document.count());
    if (document.count() >= n && (end < n || end > document.count())) {
      throw new IllegalArgumentException(
          "a prediction in document `%s` must be at %d to %d but was at %d: it has %d chunks, and %d come before a prediction"
              .formatted(document.id(), n, document.count(), end, document.count(), n));
    }
    return new Place(document, end);
  }

  /**
   * The chunks before a place.
   *
   * @throws IllegalArgumentException if the document has too few chunks, they are of another size,
   *     or one is no sound vector
   */
  public static Contexts ofDataset(Model model, Dataset dataset, Place place) {
    Document document = place.document();
    int n = model.contextLength();
    long end = place.end();
    requireEnough(model, document.count(), "chunk", " in document `" + document.id() + "`");
    if (dataset.dimension() != model.dimension()) {
      throw new IllegalArgumentException(
          "%s has vectors of %d numbers but the model `%s` takes %d"
              .formatted(dataset.path(), dataset.dimension(), model.name(), model.dimension()));
    }
    long first = document.first() + end - n;
    float[] flat = new float[n * model.dimension()];
    dataset.vectors().read(first, n, flat, 0);
    float[][] context = sound(flat, model.dimension(), first, dataset.path().toString());
    return new Contexts(
        List.<float[][]>of(context),
        dataset.encoder(),
        Optional.of(new Rows(dataset.sha256(), first, n)));
  }

  private static Document document(Dataset dataset, Optional<String> id) {
    List<Document> all = dataset.documents();
    if (id.isEmpty() && all.size() > 1) {
      throw new IllegalArgumentException(
          "%s has %d documents: name the one to predict in".formatted(dataset.path(), all.size()));
    }
    return all.stream()
        .filter(each -> id.isEmpty() || each.id().equals(id.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has no document `%s`".formatted(dataset.path(), id.orElse(""))));
  }

  private static float[][] sound(float[] flat, int dimension, long first, String where) {
    float[][] context = new float[flat.length / dimension][];
    for (int k = 0; k < context.length; k++) {
      Optional<String> problem = RowChecks.problem(flat, k * dimension, dimension);
      if (problem.isPresent()) {
        throw new IllegalArgumentException(
            "vector %d of %s %s".formatted(first + k, where, problem.get()));
      }
      context[k] = Arrays.copyOfRange(flat, k * dimension, (k + 1) * dimension);
    }
    return context;
  }
}
