package dev.nextvec.provenance;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Everything a result needs beside it to be reproduced.
 *
 * @param datasetSha256 hash of the dataset's vectors and document table
 * @param splitSha256 hash of the assignment of documents to train, validation and test
 * @param splitSeed seed the split was drawn from
 * @param seed seed of initialisation, shuffling and dropout
 * @param environment software and machine
 * @param date when the numbers were measured, to the second; absent in what older versions wrote
 * @param encoder what made the vectors, with its precision where that is not float32; absent where
 *     nobody recorded it
 */
public record Provenance(
    String datasetSha256,
    String splitSha256,
    long splitSeed,
    long seed,
    Environment environment,
    Optional<Instant> date,
    Optional<String> encoder) {

  /** Of vectors whose encoder nobody recorded. */
  public Provenance(
      String datasetSha256,
      String splitSha256,
      long splitSeed,
      long seed,
      Environment environment,
      Optional<Instant> date) {
    this(datasetSha256, splitSha256, splitSeed, seed, environment, date, Optional.empty());
  }

  /** Of numbers whose date nobody recorded. */
  public Provenance(
      String datasetSha256,
      String splitSha256,
      long splitSeed,
      long seed,
      Environment environment) {
    this(datasetSha256, splitSha256, splitSeed, seed, environment, Optional.empty());
  }

  /** Of numbers that are measured now. */
  public static Provenance now(
      String datasetSha256,
      String splitSha256,
      long splitSeed,
      long seed,
      Environment environment) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new Provenance(
        datasetSha256, splitSha256, splitSeed, seed, environment, Optional.of(now));
  }

  /** Of numbers that are measured now on a dataset, by its encoder. */
  public static Provenance of(Dataset dataset, Split split, long seed, Environment environment) {
    return now(dataset.sha256(), split.sha256(), split.seed(), seed, environment)
        .encodedBy(dataset.encoder().map(EncoderFingerprint::shown));
  }

  /** The same of vectors that this encoder made. */
  public Provenance encodedBy(Optional<String> maker) {
    return new Provenance(datasetSha256, splitSha256, splitSeed, seed, environment, date, maker);
  }
}
