package dev.nextvec.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Texts;
import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.internal.retrieval.IndexSettings;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.internal.retrieval.IndexWriting;
import dev.nextvec.progress.Monitor;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.FSDirectory;

/**
 * Time to index a dataset, whose vectors are given, beside the same in plain Lucene: a vector field
 * with a graph of the same settings, the text indexed and stored, the document's id, one segment,
 * one thread. Nextvec's time is that of everything {@code index} does: it also checks and hashes
 * all vectors and texts, compares what it wrote with them, and measures its recall.
 *
 * <pre>IndexSpeed DATASET [ROWS] [ROUNDS] [exact|hnsw]</pre>
 *
 * Both in turn in one process, the order changing; a first round does not count.
 */
public final class IndexSpeed {
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final int NO_GRAPH = Integer.MAX_VALUE;

  private IndexSpeed() {}

  /** Something that is timed. */
  @FunctionalInterface
  private interface Work {
    void run(Path out) throws IOException;
  }

  /** Prints a line for each round: seconds of processor time, and wall time in brackets. */
  public static void main(String[] args) throws IOException {
    long rows = args.length > 1 ? Long.parseLong(args[1]) : Long.MAX_VALUE;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    SearchType type =
        args.length > 3 ? SearchType.valueOf(args[3].toUpperCase(Locale.ROOT)) : SearchType.HNSW;
    Path scratch = Files.createTempDirectory("index-speed");
    try (Dataset whole = Dataset.open(Path.of(args[0]));
        Dataset dataset = Dataset.open(part(whole, rows, scratch.resolve("data")))) {
      System.out.printf("%,d chunks of %d numbers%n", dataset.count(), dataset.dimension());
      for (int round = 0; round <= rounds; round++) {
        Work own = out -> nextvec(dataset, type, out);
        Work other = out -> lucene(dataset, type, out);
        String first = timed(round % 2 == 0 ? own : other, scratch.resolve("a"));
        String second = timed(round % 2 == 0 ? other : own, scratch.resolve("b"));
        System.out.printf(
            "%s  Nextvec %s  Lucene %s%n",
            round == 0 ? "warm-up" : "round " + round,
            round % 2 == 0 ? first : second,
            round % 2 == 0 ? second : first);
      }
    } finally {
      delete(scratch);
    }
  }

  private static String timed(Work work, Path out) throws IOException {
    long wall = System.nanoTime();
    long processor = MACHINE.getProcessCpuTime();
    work.run(out);
    String time =
        "%.1f s (%.1f s)"
            .formatted(
                (MACHINE.getProcessCpuTime() - processor) / 1e9, (System.nanoTime() - wall) / 1e9);
    delete(out);
    return time;
  }

  private static void nextvec(Dataset dataset, SearchType type, Path out) throws IOException {
    Stages stages = new Stages(new LinkedHashMap<>());
    IndexManifest made =
        new IndexWriting(IndexSettings.of(type), 5, Optional.empty(), stages)
            .write(dataset, out, false);
    made.check().recall().ifPresent(r -> System.out.printf("recall@10 %.4f  ", r));
    System.out.printf("of Nextvec's: %s%n", stages.seconds());
  }

  /** Processor time of each stage that Nextvec tells of, in seconds. */
  private record Stages(Map<String, Double> seconds) implements Monitor {
    @Override
    public Work begin(String name, String unit) {
      long began = MACHINE.getProcessCpuTime();
      return new Work() {
        @Override
        public void update(long done, long total) {}

        @Override
        public void show(long done, long total) {}

        @Override
        public void close() {
          seconds.merge(name, (MACHINE.getProcessCpuTime() - began) / 1e9, Double::sum);
        }
      };
    }

    @Override
    public void log(String line) {}

    @Override
    public void logOnce(String topic, String line) {}

    @Override
    public boolean isStopRequested() {
      return false;
    }
  }

  private static void lucene(Dataset dataset, SearchType type, Path out) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(new StandardAnalyzer())
            .setCodec(codec(type))
            .setMergeScheduler(new SerialMergeScheduler())
            .setRAMBufferSizeMB(Runtime.getRuntime().maxMemory() / 4.0 / (1 << 20));
    Texts texts = dataset.texts().orElseThrow();
    try (FSDirectory directory = FSDirectory.open(out);
        IndexWriter writer = new IndexWriter(directory, config)) {
      for (var document : dataset.documents()) {
        for (long row = document.first(); row < document.first() + document.count(); row++) {
          writer.addDocument(chunk(dataset, document.id(), row, texts.text(row)));
        }
      }
      writer.forceMerge(1);
      writer.commit();
    }
  }

  private static Document chunk(Dataset dataset, String id, long row, String text) {
    float[] vector = dataset.vectors().read(row);
    Rows.normalise(vector, 0, vector.length);
    Document chunk = new Document();
    chunk.add(new KnnFloatVectorField("vector", vector, VectorSimilarityFunction.DOT_PRODUCT));
    chunk.add(new StringField("document", id, Field.Store.NO));
    chunk.add(new TextField("text", text, Field.Store.YES));
    return chunk;
  }

  private static Codec codec(SearchType type) {
    KnnVectorsFormat format =
        type == SearchType.EXACT
            ? new Lucene99HnswVectorsFormat(
                IndexSettings.M, IndexSettings.EF_CONSTRUCTION, 1, null, NO_GRAPH)
            : new Lucene99HnswVectorsFormat(IndexSettings.M, IndexSettings.EF_CONSTRUCTION);
    return new Lucene104Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
      }
    };
  }

  /** The first documents, of about so many rows; all where that is asked for. */
  private static Path part(Dataset whole, long rows, Path out) throws IOException {
    if (rows >= whole.count()) {
      return whole.path();
    }
    Texts texts = whole.texts().orElseThrow();
    try (DatasetWriter writer =
        DatasetWriter.create(out, DatasetOptions.of(whole.dimension(), whole.vectors().type()))) {
      for (var document : whole.documents()) {
        if (writer.count() >= rows) {
          break;
        }
        writer.begin(document.id(), document.title(), document.group());
        for (long row = document.first(); row < document.first() + document.count(); row++) {
          writer.add(List.of(texts.text(row)), whole.vectors().read(row), 0, 1);
        }
        writer.end();
      }
      writer.finish();
    }
    return out;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
