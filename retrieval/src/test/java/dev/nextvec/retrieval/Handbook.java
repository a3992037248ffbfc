package dev.nextvec.retrieval;

import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderFingerprint.ProbeText;
import dev.nextvec.internal.retrieval.Corpora;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** A small corpus in plain words, and an encoder that counts them. */
public final class Handbook {
  private static final int DIM = 512;

  private static final List<List<String>> PAGES =
      List.of(
          List.of(
              "Fill the tank with cold water and close the lid.",
              "Put a paper filter into the basket and add ground coffee.",
              "Press the brew button and wait until the lamp goes out.",
              "Pour the coffee and switch the machine off."),
          List.of(
              "Lime settles in the boiler after some months.",
              "Mix vinegar with water and let the mixture run through twice.",
              "Rinse the boiler with fresh water until the smell is gone."),
          List.of(
              "A leaking tank drips onto the heating plate.",
              "Replace the seal of the tank with a new rubber ring.",
              "Check the lid before the next use."));

  private Handbook() {}

  /** Makes an index of three pages, {@code brewing}, {@code descaling} and {@code leaks}. */
  public static Path index(Path folder, boolean texts) throws IOException {
    return index(folder, texts, OptionalInt.empty());
  }

  /**
   * The same.
   *
   * @param chars what is recorded of the length that its chunks were cut to
   */
  public static Path index(Path folder, boolean texts, OptionalInt chars) throws IOException {
    List<String> names = List.of("brewing", "descaling", "leaks");
    Path data = folder.resolve("handbook.nv");
    DatasetOptions options =
        DatasetOptions.of(DIM, VectorType.FLOAT32).withEncoder(Optional.of(encoder()));
    try (DatasetWriter writer = DatasetWriter.create(data, options)) {
      for (int i = 0; i < PAGES.size(); i++) {
        List<String> page = PAGES.get(i);
        writer.begin(names.get(i), "About " + names.get(i), names.get(i));
        float[] rows = new float[page.size() * DIM];
        for (int row = 0; row < page.size(); row++) {
          System.arraycopy(encode(page.get(row)), 0, rows, row * DIM, DIM);
        }
        writer.add(texts ? page : List.of(), rows, 0, page.size());
        writer.end();
      }
      chars.ifPresent(about -> writer.cutAt(about, "en", 2));
      writer.finish();
    }
    return Corpora.index(data, folder.resolve("handbook.index"), SearchType.EXACT);
  }

  /** Opens an index with the encoder that counts words. */
  public static Retriever open(Path index) throws IOException {
    return Retriever.open(index).withEncoder(encoder(), Handbook::encode);
  }

  private static EncoderFingerprint encoder() {
    return new EncoderFingerprint(
        "words", "", List.of(ProbeText.of("tea", encode(List.of("tea"))[0])));
  }

  /** Vectors of unit length in which every word but the shortest has a place. */
  static float[][] encode(List<String> texts) {
    return texts.stream().map(Handbook::encode).toArray(float[][]::new);
  }

  private static float[] encode(String text) {
    float[] vector = new float[DIM];
    vector[0] = 0.1f;
    for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
      if (word.length() > 3) {
        vector[Math.floorMod(word.hashCode() * 31, DIM)] += 1;
      }
    }
    Rows.normalise(vector, 0, DIM);
    return vector;
  }
}
