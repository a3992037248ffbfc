package dev.nextvec.internal.spark;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Monitor;
import dev.nextvec.text.Corpus;
import dev.nextvec.text.EncodeJob;
import dev.nextvec.text.EncodeReport;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.PrecisionChoice;
import dev.nextvec.text.SharedEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An encoding by the executors of a Spark.
 *
 * @param context the Spark, or none for the one that the program was submitted to
 */
public record ClusterEncoding(Optional<JavaSparkContext> context) {

  /** As {@link dev.nextvec.text.EncodingSite#encode} says. */
  public EncodeReport encode(EncodeJob job, EncoderChoice encoder, Monitor monitor)
      throws IOException {
    refuse(job, encoder);
    Cluster.requireNamed(context);
    SharedEncoding.requireFree(job);
    Corpus corpus = job.found();
    EncoderChoice everywhere = everywhere(encoder);
    EncoderFingerprint fingerprint;
    int dimension;
    try (Encoder open = everywhere.open(monitor::log)) {
      open.certainCut(job.chunkChars()).ifPresent(line -> monitor.log("warning: " + line));
      fingerprint = open.fingerprint();
      dimension = open.dimension();
    }
    try (SharedEncoding encoding = SharedEncoding.begin(job, corpus, fingerprint, dimension);
        Cluster cluster = Cluster.of(context, monitor::log)) {
      if (encoding.discarded() > 0) {
        monitor.log(
            "what was done of other work for %s is removed: its corpus, encoder or options differ"
                .formatted(job.target()));
      }
      return encode(encoding, cluster, everywhere, monitor);
    }
  }

  private static EncodeReport encode(
      SharedEncoding encoding, Cluster cluster, EncoderChoice encoder, Monitor monitor)
      throws IOException {
    String folder = encoding.folder().toString();
    try (Monitor.Work work = monitor.begin("cut", "pieces")) {
      List<Integer> pieces = encoding.pieces();
      cluster.run(pieces, new CutTask(folder), cluster.ofTasks(work, pieces.size()));
    }
    long chunks = encoding.plan();
    try (Monitor.Work work = monitor.begin("encode", "chunks")) {
      List<Integer> shards = encoding.shards();
      long left = shards.stream().mapToLong(encoding::rows).sum();
      try (LiveCounting counting = cluster.live(work, chunks - left, chunks)) {
        cluster.run(shards, new EncodeTask(folder, encoder, counting.counter()), counting);
      }
    }
    try (Monitor.Work work = monitor.begin("repeats", "files")) {
      List<Integer> unfilled = encoding.unfilled();
      cluster.run(unfilled, new FillTask(folder), cluster.ofTasks(work, unfilled.size()));
    }
    try (Monitor.Work work = monitor.begin("write", "bytes")) {
      return encoding.finish(work);
    }
  }

  private static void refuse(EncodeJob job, EncoderChoice encoder) {
    if (encoder.precision() == PrecisionChoice.AUTO) {
      throw new IllegalArgumentException(
          "%s measures one machine, and workers may differ: choose float32 or bfloat16"
              .formatted(Setting.PRECISION.of("auto")));
    }
    job.inputs().forEach(Addresses::requireOpen);
    if (Addresses.isHere(job.target())) {
      Mounted.require(job.target().toString());
    }
  }

  /** An executor has a working directory of its own. */
  private static EncoderChoice everywhere(EncoderChoice encoder) {
    return Files.isDirectory(Path.of(encoder.encoder()))
        ? encoder.at(Path.of(encoder.encoder()).toAbsolutePath())
        : encoder;
  }
}
