package dev.nextvec.internal.examine;

import dev.nextvec.data.Account;
import dev.nextvec.data.Document;
import dev.nextvec.vector.HeapVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Documents of unit vectors, clean or with a defect planted in them. */
final class PlantedCorpus {
  static final int DIM = 64;

  /** How clean corpora are made. */
  enum Kind {
    /** A common offset, topics, document means and a walk, in directions that differ in weight. */
    TOPICS,
    /** The same, with the first chunk of each document nearest its mean, as text begins. */
    LEADS,
    /** Almost all in one direction: all cosines are high. */
    CONE,
    /** A walk on the sphere, without offset or document mean. */
    WALKS,
    /** A document mean and noise: order means nothing. */
    FLAT
  }

  private final List<float[][]> documents;
  private final Random random;
  private int shift;

  private PlantedCorpus(List<float[][]> documents, Random random) {
    this.documents = documents;
    this.random = random;
  }

  static PlantedCorpus of(Kind kind, int documents, long seed) {
    Random random = new Random(seed);
    float[] offset = unit(gaussian(random, false));
    List<float[]> topics =
        IntStream.range(0, 8).mapToObj(i -> unit(gaussian(random, spread(kind)))).toList();
    List<float[][]> made = new ArrayList<>();
    for (int i = 0; i < documents; i++) {
      made.add(document(kind, offset, topics.get(random.nextInt(8)), random));
    }
    return new PlantedCorpus(made, random);
  }

  private static boolean spread(Kind kind) {
    return kind == Kind.TOPICS || kind == Kind.LEADS || kind == Kind.CONE;
  }

  private static float[][] document(Kind kind, float[] offset, float[] topic, Random random) {
    int chunks = 12 + random.nextInt(20);
    double[] weights =
        switch (kind) {
          case TOPICS, LEADS -> new double[] {0.5, 0.4, 0.45, 0.6};
          case CONE -> new double[] {1.5, 0.3, 0.4, 0.5};
          case WALKS -> new double[] {0, 0, 0, 1};
          case FLAT -> new double[] {0, 0, 0.7, 0.7};
        };
    float[] mean = unit(gaussian(random, spread(kind)));
    float[] walk = unit(gaussian(random, spread(kind)));
    double keep = kind == Kind.FLAT ? 0 : 0.75;
    float[][] rows = new float[chunks][];
    for (int i = 0; i < chunks; i++) {
      float[] step = unit(gaussian(random, spread(kind)));
      double own = kind == Kind.LEADS && i == 0 ? 0.3 : 1;
      rows[i] = new float[DIM];
      for (int d = 0; d < DIM; d++) {
        walk[d] = (float) (keep * walk[d] + Math.sqrt(1 - keep * keep) * step[d]);
        rows[i][d] =
            (float)
                (weights[0] * offset[d]
                    + weights[1] * topic[d]
                    + weights[2] * mean[d]
                    + own * weights[3] * walk[d]);
      }
      unit(rows[i]);
    }
    return rows;
  }

  private static float[] gaussian(Random random, boolean spread) {
    float[] vector = new float[DIM];
    for (int d = 0; d < DIM; d++) {
      vector[d] = (float) (random.nextGaussian() * (spread ? 1 / Math.sqrt(1 + d / 4.0) : 1));
    }
    return vector;
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += x * x;
    }
    for (int d = 0; d < vector.length; d++) {
      vector[d] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  private float[] near(float[] row, double cosine) {
    float[] noise = gaussian(random, false);
    double along = 0;
    for (int d = 0; d < DIM; d++) {
      along += noise[d] * row[d];
    }
    for (int d = 0; d < DIM; d++) {
      noise[d] -= (float) along * row[d];
    }
    unit(noise);
    float[] near = new float[DIM];
    for (int d = 0; d < DIM; d++) {
      near[d] = (float) (cosine * row[d] + Math.sqrt(1 - cosine * cosine) * noise[d]);
    }
    return near;
  }

  private float[][] near(float[][] rows, double cosine) {
    return Arrays.stream(rows).map(row -> near(row, cosine)).toArray(float[][]::new);
  }

  /** Adds a copy of one in {@code every} documents, each vector at that cosine. */
  PlantedCorpus copied(int every, double cosine) {
    return added(every, rows -> near(rows, cosine));
  }

  /** Adds copies of one in {@code every} documents, cut so that no chunk coincides. */
  PlantedCorpus cutElsewhere(int every) {
    return added(
        every,
        rows -> {
          float[][] cut = new float[rows.length - 1][DIM];
          for (int i = 0; i < cut.length; i++) {
            for (int d = 0; d < DIM; d++) {
              cut[i][d] = rows[i][d] + rows[i + 1][d];
            }
            unit(cut[i]);
          }
          return cut;
        });
  }

  /** Adds copies whose chunks stand in the opposite order. */
  PlantedCorpus copiedBackwards(int every) {
    return added(every, rows -> backwards(near(rows, 0.99)));
  }

  /** Adds copies that hold only the first 60 % of the chunks, followed by others. */
  PlantedCorpus partlyCopied(int every) {
    return added(
        every,
        rows -> {
          float[][] part = near(rows, 0.99);
          float[][] other = documents.get(random.nextInt(documents.size()));
          for (int i = (6 * part.length + 9) / 10; i < part.length; i++) {
            part[i] = near(other[i % other.length], 0.6);
          }
          return part;
        });
  }

  private PlantedCorpus added(int every, UnaryOperator<float[][]> copy) {
    List<float[][]> copies = new ArrayList<>();
    for (int i = 0; i < documents.size(); i += every) {
      copies.add(copy.apply(documents.get(i)));
    }
    documents.addAll(copies);
    return this;
  }

  /** A passage of one document in the middle of another. */
  PlantedCorpus passages(int every, int chunks) {
    for (int i = 0; i + 1 < documents.size(); i += every) {
      for (int k = 2; k < 2 + chunks; k++) {
        documents.get(i + 1)[k] = near(documents.get(i)[k], 0.99);
      }
    }
    return this;
  }

  /** Ends one in {@code every} documents with the same chunk but for noise. */
  PlantedCorpus footers(int every, double cosine) {
    float[] footer = documents.get(0)[3];
    for (int i = 0; i < documents.size(); i += every) {
      float[][] rows = documents.get(i);
      rows[rows.length - 1] = near(footer, cosine);
    }
    return this;
  }

  /** Joins {@code count} documents to one. */
  PlantedCorpus glued(int count) {
    List<float[][]> glued = new ArrayList<>();
    for (int i = 0; i < documents.size(); i += count) {
      glued.add(
          documents.subList(i, Math.min(documents.size(), i + count)).stream()
              .flatMap(Arrays::stream)
              .toArray(float[][]::new));
    }
    documents.clear();
    documents.addAll(glued);
    return this;
  }

  /** Says that each document but the first begins so many rows later, or earlier. */
  PlantedCorpus boundariesOff(int rows) {
    shift = rows;
    return this;
  }

  /** Turns one in {@code every} documents by the same random rotation. */
  PlantedCorpus rotated(int every) {
    float[][] basis = new float[DIM][];
    for (int k = 0; k < DIM; k++) {
      basis[k] = gaussian(random, false);
      for (int j = 0; j < k; j++) {
        double along = 0;
        for (int d = 0; d < DIM; d++) {
          along += basis[k][d] * basis[j][d];
        }
        for (int d = 0; d < DIM; d++) {
          basis[k][d] -= (float) along * basis[j][d];
        }
      }
      unit(basis[k]);
    }
    for (int i = 0; i < documents.size(); i += every) {
      documents.set(
          i,
          Arrays.stream(documents.get(i)).map(row -> turned(row, basis)).toArray(float[][]::new));
    }
    return this;
  }

  private static float[] turned(float[] row, float[][] basis) {
    float[] turned = new float[DIM];
    for (int k = 0; k < DIM; k++) {
      for (int d = 0; d < DIM; d++) {
        turned[k] += basis[k][d] * row[d];
      }
    }
    return turned;
  }

  /** Reads the components of one in {@code every} documents in another order. */
  PlantedCorpus componentsExchanged(int every) {
    for (int i = 0; i < documents.size(); i += every) {
      for (float[] row : documents.get(i)) {
        for (int d = 0; d < DIM / 2; d++) {
          float held = row[d];
          row[d] = row[DIM - 1 - d];
          row[DIM - 1 - d] = held;
        }
      }
    }
    return this;
  }

  /** Writes each chunk of one in {@code every} documents twice. */
  PlantedCorpus repeated(int every) {
    for (int i = 0; i < documents.size(); i += every) {
      documents.set(
          i,
          Arrays.stream(documents.get(i))
              .flatMap(row -> List.of(row, row.clone()).stream())
              .toArray(float[][]::new));
    }
    return this;
  }

  PlantedCorpus reversed() {
    documents.replaceAll(PlantedCorpus::backwards);
    return this;
  }

  private static float[][] backwards(float[][] rows) {
    float[][] backwards = rows.clone();
    Collections.reverse(Arrays.asList(backwards));
    return backwards;
  }

  DatasetView view() {
    List<Document> table = new ArrayList<>();
    long first = 0;
    long all = documents.stream().mapToLong(rows -> rows.length).sum();
    for (int i = 0; i < documents.size(); i++) {
      int last = documents.size() - 1;
      long end = i == last ? all : first + documents.get(i).length + (i == 0 ? shift : 0);
      table.add(new Document("d" + i, "", first, end - first));
      first = end;
    }
    return new DatasetView(
        "planted",
        "",
        HeapVectors.of(documents.stream().flatMap(Arrays::stream).toArray(float[][]::new)),
        table,
        true,
        Optional.empty(),
        Account.NONE);
  }
}
